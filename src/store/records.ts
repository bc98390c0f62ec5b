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
  /** The version of the reader that read its metadata; 0: nobody did. */
  metadataVersion: number;
  /** See {@link MetadataRecord}. */
  sidecarStamp: string;
}

/** A file on disk as it was when it was read. */
export interface SeenFile {
  path: string;
  sizeBytes: number;
  mtimeMs: number;
}

/** A file as a walk found it. */
export interface FoundFile extends SeenFile {
  /** See {@link MetadataRecord}; absent: nothing beside it says anything about it. */
  sidecarStamp?: string;
}

/** Metadata about distinct bytes. */
export interface ContentInfo {
  sha256: Uint8Array;
  format: string;
  mediaType: string;
  /** In pixels, upright. */
  width: number;
  height: number;
  /** Perceptual hash of 8 bytes. Absent: not computed; one that is there already stays. */
  phash?: Uint8Array;
}

/** What is written of a file's metadata: all of them as JSON, and beside them what is filtered, sorted and searched by. */
export interface MetadataRecord {
  /** Of the reader. */
  version: number;
  /** Names and times of last change of the files beside it that were read with it; empty without any. */
  sidecarStamp: string;
  /** `FileMetadata` as JSON. */
  data: string;
  takenAtMs: number | null;
  takenLocal: string | null;
  latitude: number | null;
  longitude: number | null;
  city: string | null;
  /** ISO 3166-1 alpha-2 in capitals. */
  country: string | null;
  camera: string | null;
  lens: string | null;
  rating: number | null;
  isFavorite: boolean;
  keywords: readonly string[];
  /** The file's name with its ending: found by any three letters of it. */
  fileName: string;
  /** Texts that are found by their words. */
  words: Record<(typeof WORD_FIELDS)[number], string>;
}

/** Columns of the words, in their order. */
export const WORD_FIELDS = ['name', 'folder', 'title', 'description', 'keywords', 'people', 'place'] as const;

/** One outcome of an index run, to be written. Without metadata, those of an earlier picture at the path go and nothing takes their place. */
export type FileOutcome =
  | { kind: 'encoded'; file: SeenFile; content: ContentInfo; vector: Float32Array; metadata?: MetadataRecord }
  /**
   * The bytes are known already, or stand earlier in the same batch. `refreshed`: the file itself is as it was, and was read for its metadata.
   * With a perceptual hash when the content had none.
   */
  | { kind: 'reused' | 'refreshed'; file: SeenFile; sha256: Uint8Array; metadata?: MetadataRecord; phash?: Uint8Array }
  /** `isKept`: the file is as it was when it was read before, and what is known of it stays. */
  | { kind: 'failed'; file: SeenFile; code: ErrorCode; message: string; isKept?: true };

/** A file of a photo. */
export interface PhotoFile extends SeenFile {
  /** Metadata as they were written, as JSON; `null` when they were never read. */
  metadata: string | null;
}

/** A distinct picture and its files. */
export interface PhotoRow {
  id: number;
  /** The first 16 hex digits of the SHA-256 of its bytes. */
  contentHash: string;
  format: string;
  mediaType: string;
  width: number;
  height: number;
  /** At least one, in the order of their names. */
  files: PhotoFile[];
}

/** A photo without its metadata: what finding its original takes. */
export interface PhotoFiles extends Pick<PhotoRow, 'id' | 'contentHash' | 'mediaType'> {
  /** At least one, in the order of their names. */
  files: Omit<PhotoFile, 'metadata'>[];
}

/** Vectors of one space: `ids[i]` goes with `data.subarray(i * dim, (i + 1) * dim)`. */
export interface VectorBatch {
  ids: number[];
  data: Float32Array;
}
