/** Metadata of a photo, read from its file, its name and its sidecars. */
import type { StatedFace } from '../model/region.js';
import type { MediaMetadata } from './media-metadata.js';
import type { Place } from './places/places.js';

/**
 * The source of the capture time: a `.xmp` sidecar, EXIF, XMP or IPTC in the file, Google Takeout's `.json`, the container of a video or document, the file's name, the clock of the GPS
 * receiver (EXIF), the file's modification time, which is often that of a copy. Precedence is in `mergeMetadata`.
 */
export type TakenAtSource = 'sidecar' | 'exif' | 'xmp' | 'iptc' | 'takeout' | 'container' | 'name' | 'gps' | 'mtime';

/** The smallest part of a date that is known; `time` is a time of day. */
export type DatePrecision = 'year' | 'month' | 'day' | 'time';

/** A local (wall-clock) time. */
export interface LocalTime {
  /** ISO 8601 without a zone, always to the millisecond (`2019-07-04T18:03:22.120`). Parts that are not known have their lowest value. */
  localTime: string;
  /** UTC offset in minutes, −720…840 (+120 is `+02:00`); `null` when unknown. */
  offsetMinutes: number | null;
  /** Midnight to the second is how programs write a date without a time, and is `day`. */
  precision: DatePrecision;
}

/** Capture time. A date without a time is midnight, a year or month alone its first day: `precision` says which. */
export interface TakenAt extends LocalTime {
  source: TakenAtSource;
}

const KNOWN_LENGTHS: Record<DatePrecision, number> = { year: 4, month: 7, day: 10, time: 23 };

/** What is known of a date, as text that sorts: `1975`, `1975-06`, `1975-06-04`, `1975-06-04T18:03:22.120`. */
export function cutToPrecision({ localTime, precision }: Pick<LocalTime, 'localTime' | 'precision'>): string {
  return localTime.slice(0, KNOWN_LENGTHS[precision]);
}

/** A point on the Earth (WGS 84), in degrees. */
export interface GeoPoint {
  /** −90 (south)…90 (north). */
  latitude: number;
  /** −180 (west)…180 (east). */
  longitude: number;
}

/** Position of capture. */
export interface GpsMetadata extends GeoPoint {
  /** Metres above sea level; `null` when unknown. */
  altitudeM: number | null;
}

/** The camera or phone, in its maker's spelling. At least one of the two is known. */
export interface CameraMetadata {
  make: string | null;
  model: string | null;
}

/** A place that a person or program wrote into the metadata, as opposed to one derived from the position. At least one part is known. */
export interface WrittenPlace {
  /** District, sight or other location within a city. */
  location: string | null;
  city: string | null;
  /** State, province or canton. */
  region: string | null;
  country: string | null;
}

/** The projection of a panorama (Photo Sphere XMP, `GPano`). */
export interface PanoramaMetadata {
  projection: 'equirectangular' | 'cylindrical';
  /** The image's part of the full circle or sphere, in shares (0…1) of its width and height; `null` where the file does not say. */
  area: { left: number; top: number; width: number; height: number } | null;
  /** Direction of the middle of the full panorama, in degrees clockwise from north, 0…360; `null` when unknown. */
  headingDegrees: number | null;
}

/** The film of a motion photo, which lies inside the photo's file, or of a live photo, which is a file beside it. */
export interface LiveFilm {
  /** Name of the film's file, in the folder of the photo's. Absent: it lies inside the photo's file. */
  file?: string;
  /** Of its first byte in the file; 0 in a file of its own. */
  offset: number;
  /** Bytes. */
  length: number;
  mediaType: 'video/mp4' | 'video/quicktime' | 'video/3gpp';
  /** `null`: the film does not say. */
  durationMs: number | null;
  /** The moment of the film that the still shows; `null` when unknown. */
  stillAtMs: number | null;
}

/** An image that moves. */
export interface AnimationMetadata {
  /** At least 2. */
  frames: number;
  /** Of one run through. */
  durationMs: number;
  /** A sequence of AVIF or HEIC: a film, whose frames behind the still need ffmpeg. */
  isSequence?: true;
}

/** Contents of a photo's file beside its still. Each is absent from most files. */
export interface EmbeddedMetadata {
  animation?: AnimationMetadata;
  panorama?: PanoramaMetadata;
  motion?: LiveFilm;
  /** The file holds a depth map, or a second view of a stereo pair. */
  hasDepth?: true;
  /** The identifier that the still and the film of one of Apple's live photos share. */
  contentIdentifier?: string;
}

/** EXIF orientation (tag 0x0112); 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * Metadata of one photo. Unknown values are `null`, `false` or an empty list. Width and height are absent: the decoder provides them, while
 * those in the metadata are often outdated after editing.
 */
export interface PhotoMetadata extends EmbeddedMetadata {
  /** `null` only when the file's modification time is unknown, too. */
  takenAt: TakenAt | null;
  gps: GpsMetadata | null;
  place: WrittenPlace | null;
  camera: CameraMetadata | null;
  lens: string | null;
  /**
   * EXIF orientation; 1 when absent or invalid. Informational: decoders apply it, except for HEIC and AVIF, which store the rotation elsewhere in
   * the file.
   */
  orientation: Orientation;
  /** 1…5 stars, 0 when explicitly unrated, −1 when rejected (XMP); `null` when unknown. */
  rating: number | null;
  /** Marked as a favourite (Google Takeout). */
  isFavorite: boolean;
  /** Without duplicates, ignoring case; hierarchies are flattened (`Places|Zürich` gives two). At most {@link MAX_KEYWORDS}. */
  keywords: string[];
  /** Names of people that a person or program tagged. At most {@link MAX_KEYWORDS}. */
  people: string[];
  /** Faces that a person or program has named and marked. Absent: none. */
  faces?: StatedFace[];
  title: string | null;
  description: string | null;
  /** The photographer. */
  creator: string | null;
  /** ISO speed. */
  iso: number | null;
  /** Exposure time in seconds. */
  exposureS: number | null;
  fNumber: number | null;
  /** Actual focal length in millimetres. */
  focalLengthMm: number | null;
  /** 35 mm equivalent focal length in millimetres. */
  focalLength35mm: number | null;
}

/** All metadata of a file: from the file, its name and its sidecars, and the place of its position. */
export interface FileMetadata extends PhotoMetadata {
  /** The place at the position, found by reverse geocoding. */
  near: Place | null;
  /** Of the streams of a video or the pages of a document; `null` for images, and in metadata that earlier versions read absent. */
  media?: MediaMetadata | null;
}

/** Longer texts are truncated to this many UTF-16 code units. */
export const MAX_TEXT_LENGTH = 2000;

/** Longer keywords and names are truncated to this many UTF-16 code units. */
export const MAX_KEYWORD_LENGTH = 200;

/** More keywords (or people) than this are dropped. */
export const MAX_KEYWORDS = 200;

/**
 * Converts a local time to milliseconds since 1970 UTC, for sorting and comparing. Exact when the offset is known; otherwise the local time is
 * interpreted as UTC, which is wrong by at most 14 hours but preserves the order within one trip.
 */
export function computeTakenAtMs({ localTime, offsetMinutes }: Pick<LocalTime, 'localTime' | 'offsetMinutes'>): number {
  return Date.parse(`${localTime}Z`) - (offsetMinutes ?? 0) * 60_000;
}
