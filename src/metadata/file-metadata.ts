/** What a picture file, its name and the files beside it say about the photo. */
import type { Place } from './places/places.js';

/**
 * Which source the moment was taken from, in the order they are asked: EXIF in the file, a `.xmp` beside it, XMP in the file, IPTC
 * in the file, Google Takeout's `.json`, the file's name, the file's time of last change.
 */
export type TakenAtSource = 'exif' | 'sidecar' | 'xmp' | 'iptc' | 'takeout' | 'name' | 'mtime';

/** A moment as a clock on the wall showed it. */
export interface LocalTime {
  /** ISO 8601 without a zone, always to the millisecond (`2019-07-04T18:03:22.120`), so that it sorts as text. */
  localTime: string;
  /** Minutes that the clock was ahead of UTC, −720…840 (+120 is `+02:00`); `null` when nothing says. */
  offsetMinutes: number | null;
}

/** When a photo was taken. A date without a time stands at midnight, a year or month alone at its first day. */
export interface TakenAt extends LocalTime {
  source: TakenAtSource;
}

/** A point on the Earth (WGS 84), in degrees. */
export interface GeoPoint {
  /** −90 (south)…90 (north). */
  latitude: number;
  /** −180 (west)…180 (east). */
  longitude: number;
}

/** Where a photo was taken. */
export interface GpsMetadata extends GeoPoint {
  /** Metres above sea level; `null` when unknown. */
  altitudeM: number | null;
}

/** The camera or phone, in its maker's spelling. At least one of the two is known. */
export interface CameraMetadata {
  make: string | null;
  model: string | null;
}

/** A place as a person or program wrote it into the metadata; nothing here was looked up. At least one part is known. */
export interface WrittenPlace {
  /** A part of a city or a sight. */
  location: string | null;
  city: string | null;
  /** State, province or canton. */
  region: string | null;
  country: string | null;
}

/** Turns and mirrorings of EXIF (tag 0x0112); 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * Metadata about one photo. What is not known is `null`, `false` or an empty list. Width and height are not among them: the decoder knows
 * them better than the metadata, which editing programs forget to change.
 */
export interface PhotoMetadata {
  /** `null` only when not even the file's time is known. */
  takenAt: TakenAt | null;
  gps: GpsMetadata | null;
  place: WrittenPlace | null;
  camera: CameraMetadata | null;
  lens: string | null;
  /**
   * As EXIF says it; 1 when it says nothing (or nonsense). Decoders turn by it, except for HEIC and AVIF, which say elsewhere in the
   * file how they are turned: information, not an instruction.
   */
  orientation: Orientation;
  /** 1…5 stars, 0 when explicitly unrated, −1 when rejected (XMP); `null` when nothing says. */
  rating: number | null;
  /** Marked as a favourite (Google Takeout). */
  isFavorite: boolean;
  /** Each once, without regard to case; hierarchies are flattened (`Places|Zürich` gives two). At most {@link MAX_KEYWORDS}. */
  keywords: string[];
  /** Names of people that a person or program tagged. At most {@link MAX_KEYWORDS}. */
  people: string[];
  title: string | null;
  description: string | null;
  /** The photographer. */
  creator: string | null;
  /** ISO speed. */
  iso: number | null;
  /** Exposure time in seconds. */
  exposureS: number | null;
  fNumber: number | null;
  /** In millimetres, as engraved on the lens. */
  focalLengthMm: number | null;
  /** In millimetres, what would show the same on 35 mm film. */
  focalLength35mm: number | null;
}

/** Everything known about a photo's making, as its file, its name and the files beside it say. */
export interface FileMetadata extends PhotoMetadata {
  /** What is near its position: looked up, not written in the file. */
  near: Place | null;
}

/** Longer texts are cut to this many UTF-16 code units. */
export const MAX_TEXT_LENGTH = 2000;

/** Longer keywords and names are cut to this many UTF-16 code units. */
export const MAX_KEYWORD_LENGTH = 200;

/** More keywords (or people) than this are dropped. */
export const MAX_KEYWORDS = 200;

/**
 * The moment as milliseconds since 1970 UTC, to sort and to compare. Exact where the offset is known; otherwise the local time is read
 * as if it were UTC, which is off by at most 14 hours but keeps the order within one trip.
 */
export function computeTakenAtMs({ localTime, offsetMinutes }: LocalTime): number {
  return Date.parse(`${localTime}Z`) - (offsetMinutes ?? 0) * 60_000;
}
