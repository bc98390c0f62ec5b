import type { CameraMetadata, GpsMetadata, LocalTime, Orientation, WrittenPlace } from './file-metadata.js';

/** What one source says; a fact that it does not speak of is absent. */
export interface FoundMetadata {
  /** When the picture was taken or drawn. */
  takenAt?: LocalTime | undefined;
  /** When the file was last written: better than nothing where nothing else is known. */
  changedAt?: LocalTime | undefined;
  /** The same moment as `takenAt` by another clock, in milliseconds since 1970 UTC. It may be some minutes off. */
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
  title?: string | undefined;
  description?: string | undefined;
  creator?: string | undefined;
  iso?: number | undefined;
  exposureS?: number | undefined;
  fNumber?: number | undefined;
  focalLengthMm?: number | undefined;
  focalLength35mm?: number | undefined;
}
