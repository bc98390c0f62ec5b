/** The rows of the catalogue as its users see them. */
import type { ErrorCode } from '../errors.js';

/** A model as a catalogue knows it; its id names a space. */
export interface ModelRow {
  id: number;
  name: string;
  revision: string;
  dtype: string;
  dim: number;
}

/** What is known of a file from an earlier run. */
export interface KnownFile {
  id: number;
  path: string;
  sizeBytes: number;
  /** Milliseconds since 1970, with the file system's fraction. */
  mtimeMs: number;
  /** `null` when it could not be read. */
  contentId: number | null;
  failureCode: ErrorCode | null;
  failureMessage: string | null;
  /** Its content has a vector in the space asked for. */
  hasVector: boolean;
}

/** A file on disk as it was when it was read. */
export interface SeenFile {
  path: string;
  sizeBytes: number;
  mtimeMs: number;
}

/** Facts about distinct bytes. */
export interface ContentFacts {
  sha256: Uint8Array;
  format: string;
  mediaType: string;
  /** In pixels, upright. */
  width: number;
  height: number;
}

/** One outcome of an index run, to be written. */
export type FileOutcome =
  | { kind: 'encoded'; file: SeenFile; content: ContentFacts; vector: Float32Array }
  /** The bytes are known already, or stand earlier in the same batch. */
  | { kind: 'reused'; file: SeenFile; sha256: Uint8Array }
  | { kind: 'failed'; file: SeenFile; code: ErrorCode; message: string };

/** A file of a photo. */
export interface PhotoFile extends SeenFile {
  /** Facts as they were written, as JSON; `null` when they were never read. */
  facts: string | null;
}

/** A distinct picture and its files. */
export interface PhotoRow {
  id: number;
  format: string;
  mediaType: string;
  width: number;
  height: number;
  /** At least one, in the order of their names. */
  files: PhotoFile[];
}

/** Vectors of one space: `ids[i]` goes with `data.subarray(i * dim, (i + 1) * dim)`. */
export interface VectorBatch {
  ids: number[];
  data: Float32Array;
}
