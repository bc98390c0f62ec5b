import type { StatedFace } from '../model/region.js';
import type { CameraMetadata, GpsMetadata, LocalTime, Orientation, WrittenPlace } from './file-metadata.js';

/** The metadata of one source. A field is absent when the source lacks it. */
export interface FoundMetadata {
  /** Time of capture: EXIF's and XMP's `DateTimeOriginal`, the date when a photo was created (IPTC, `photoshop:DateCreated`). */
  takenAt?: LocalTime | undefined;
  /** Time at which the file was made; for a scan, the time of scanning. */
  digitizedAt?: LocalTime | undefined;
  /** Time of the last modification according to the metadata; a fallback for `takenAt`. */
  changedAt?: LocalTime | undefined;
  /** The capture time according to another clock (GPS, Google), in milliseconds since 1970 UTC. It may differ by some minutes. */
  instantMs?: number | undefined;
  gps?: GpsMetadata | undefined;
  place?: WrittenPlace | undefined;
  camera?: CameraMetadata | undefined;
  lens?: string | undefined;
  orientation?: Orientation | undefined;
  rating?: number | undefined;
  isFavorite?: boolean | undefined;
  keywords?: string[] | undefined;
  people?: string[] | undefined;
  faces?: StatedFace[] | undefined;
  title?: string | undefined;
  description?: string | undefined;
  creator?: string | undefined;
  iso?: number | undefined;
  exposureS?: number | undefined;
  fNumber?: number | undefined;
  focalLengthMm?: number | undefined;
  focalLength35mm?: number | undefined;
  /** See `EmbeddedMetadata.contentIdentifier`. */
  contentIdentifier?: string | undefined;
}
