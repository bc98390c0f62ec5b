/** The rows of the catalogue as its users see them. */
import type { ErrorCode } from '../errors.js';
import type { Defect } from '../model/defect.js';
import type { Box, FrameKind, FrameLocation, RegionKind } from '../model/evidence.js';
import type { FrameInfo } from '../model/frame.js';
import type { FrameLook } from '../model/look.js';
import type { FoundRegion } from '../model/region.js';
import type { TextField } from './text-fields.js';

/** A file as an earlier run recorded it. */
export interface KnownFile {
  id: number;
  path: string;
  sizeBytes: number;
  /** Milliseconds since 1970, with the file system's fraction. */
  mtimeMs: number;
  /** See {@link SeenFile}; `null`: not recorded. */
  ctimeMs: number | null;
  /** `null` when it could not be read. */
  contentId: number | null;
  failureCode: ErrorCode | null;
  failureMessage: string | null;
  /** See {@link MetadataRecord}; `null`: its metadata is to be read. */
  sidecarStamp: string | null;
  /**
   * Stages done to its content: `stage@version`, sorted by stage and separated by spaces (`embed:1@1 frames@1 metadata@7`); empty
   * without any. Compare it as text with what a run would do.
   */
  stages: string;
  /** The id that a program gave it; `null`: none. */
  externalId: string | null;
}

/** A file on disk as it was when it was read. */
export interface SeenFile {
  path: string;
  sizeBytes: number;
  mtimeMs: number;
  /**
   * When the inode changed last, in milliseconds since 1970: programs can set a file's time of last change back after an edit, and not this one.
   * Absent: not known.
   */
  ctimeMs?: number;
}

/** A file to be compared with what is on disk. */
export interface CheckedFile {
  id: number;
  path: string;
  sizeBytes: number;
  mtimeMs: number;
  /** `null`: not recorded. */
  ctimeMs: number | null;
  /** Of its content; `null` when it could not be read. */
  sha256: Buffer | null;
}

/** A file as a walk found it. */
export interface FoundFile extends SeenFile {
  /** See {@link MetadataRecord}; absent: nothing beside it says anything about it. */
  sidecarStamp?: string;
}

/** Distinct bytes. */
export interface ContentInfo {
  sha256: Uint8Array;
  format: string;
  mediaType: string;
  /** Damage that decoding went on after; absent without. */
  defect?: Defect;
  /** Pages that could not be read, counted from 1. Told, and not stored: frames have the numbers of theirs. */
  missingPages?: readonly number[];
}

/** A frame with the vectors of its whole-frame region. */
export interface EmbeddedFrame extends FrameInfo {
  /** The text that its document states for it. */
  text?: string;
  /** Found by the detectors whose stages are done with it. Absent: by none. */
  regions?: readonly FoundRegion[];
  /** Unit vectors by space id. */
  vectors: ReadonlyMap<number, Float32Array>;
}

/** Versions by stage: `{ frames: '1', 'embed:1': '1', metadata: '7' }`. */
export type Stages = Readonly<Record<string, string>>;

/** The stage that computes a content's vectors in a space. */
export function embedStage(spaceId: number): string {
  return `embed:${spaceId}`;
}

/** Settings that belong to one space, by what they hold; the id of the space follows. */
const SPACE_SETTINGS = { background: 'background-', calibration: 'calibration-', tags: 'tags:' } as const;

/** The key of a setting of one space: its measured background, its calibration, or how far its tags have come. */
export function spaceSetting(of: keyof typeof SPACE_SETTINGS, spaceId: number): string {
  return `${SPACE_SETTINGS[of]}${spaceId}`;
}

/** The keys of all settings of one space. */
export function listSpaceSettings(spaceId: number): string[] {
  return Object.values(SPACE_SETTINGS).map((prefix) => `${prefix}${spaceId}`);
}

/** A file's metadata as it is stored: all of it as JSON, and beside it the columns for filtering, sorting and searching. */
export interface MetadataRecord {
  /** Names and times of last change of the files beside it that were read with it; empty without any. */
  sidecarStamp: string;
  /** `FileMetadata` as JSON. */
  data: string;
  takenAtMs: number | null;
  /** Local time as far as it is known: `1975`, `1975-06`, `1975-06-04`, `2019-07-04T18:03:22.120`. */
  takenLocal: string | null;
  /** The source of the date, as metadata name it; `mtime`: only the file's time of last change. */
  takenSource: string | null;
  latitude: number | null;
  longitude: number | null;
  city: string | null;
  /** ISO 3166-1 alpha-2 in capitals. */
  country: string | null;
  camera: string | null;
  lens: string | null;
  rating: number | null;
  isFavorite: boolean;
  /** Of a video, in milliseconds. */
  durationMs: number | null;
  /** See `TRAITS`. */
  traits: number;
  keywords: readonly string[];
  /** The file's name with its ending: found by any three letters of it. */
  fileName: string;
  /** Texts that full-text search looks in. */
  texts: Record<TextField, string>;
}

/**
 * One outcome of an index run, to be written. Without metadata, that of an earlier content at the path is deleted, and the file's is read
 * again; with `unchanged`, which is for a file that was not read for its metadata, it stays as long as the content is the same. `stages` names what was done to the content, with versions; what it does not name stays as it is stored.
 */
export type FileOutcome =
  /**
   * All frames of a content. Where `stages` names another version of `frames` than is stored, the stored frames are replaced, with their
   * vectors in all spaces; otherwise stored frames keep their ids and get the vectors that are given.
   */
  | {
      kind: 'encoded';
      file: SeenFile;
      content: ContentInfo;
      frames: readonly EmbeddedFrame[];
      stages: Stages;
      metadata?: MetadataRecord | 'unchanged';
      /** Its frames cannot be decoded with the programs that are installed: `frames` is one without vectors. */
      isUndecoded?: true;
    }
  /**
   * The bytes are stored already, or stand earlier in the same batch. `refreshed`: the file itself is as it was, and was read for its
   * metadata. `phashes` fills in perceptual hashes that are missing, by ordinal; `looks` are those of all frames, likewise, and `regions` those of
   * the detectors that `stages` names.
   */
  | {
      kind: 'reused' | 'refreshed';
      file: SeenFile;
      sha256: Uint8Array;
      metadata?: MetadataRecord | 'unchanged';
      phashes?: readonly Uint8Array[];
      looks?: readonly (FrameLook | null)[];
      regions?: readonly (readonly FoundRegion[])[];
      stages?: Stages;
    }
  /** `keepsStored`: the file is as it was when it was read before, and what is stored of it stays. */
  | { kind: 'failed'; file: SeenFile; code: ErrorCode; message: string; keepsStored?: true };

/** A file of a photo. */
export interface PhotoFile extends SeenFile {
  id: number;
  /** Metadata as it was written, as JSON; `null` when it was never read. */
  metadata: string | null;
  /** The id that a program gave it; `null`: none. */
  externalId: string | null;
  /** The fields that a program set, as JSON; `null`: none. */
  fields: string | null;
  /** It is a managed original: the library's own copy, which nobody looks for in a folder. */
  isManaged?: true;
}

/** A content and its files. */
export interface PhotoRow {
  id: number;
  /** First 16 hex digits of the SHA-256 of its bytes. */
  contentHash: string;
  format: string;
  mediaType: string;
  /** `null`: none that is known. */
  defect: Defect | null;
  /** Of its first frame, upright, in pixels. */
  width: number;
  height: number;
  /** Of its first frame. */
  frameKind: FrameKind;
  /** How many it has. */
  frames: number;
  /** At least one, in the order of their names, managed originals last. */
  files: PhotoFile[];
}

/** A photo without its metadata: what finding its original takes. */
export interface PhotoFiles extends Pick<PhotoRow, 'id' | 'contentHash' | 'mediaType'> {
  /** At least one, in the order of their names, managed originals last. */
  files: SeenFile[];
}

/** Which photo, frame and region a vector belongs to. */
export interface VectorOwner {
  vectorId: number;
  photoId: number;
  frameId: number;
  regionId: number;
}

/** Where a vector's region lies in its photo. */
export interface VectorLocation {
  vectorId: number;
  frame: FrameLocation;
  region: RegionKind;
  /** `null`: the whole frame. */
  box: Box | null;
}

/** The location of the vector of a file that is one still image, as a whole. */
export const WHOLE_IMAGE: Omit<VectorLocation, 'vectorId'> = {
  frame: { ordinal: 0, kind: 'image', atMs: null, page: null },
  region: 'whole',
  box: null,
};

/** The vector of a whole frame. */
export interface FrameVector {
  vectorId: number;
  ordinal: number;
  /** Milliseconds from the start of a video; `null` in others. */
  atMs: number | null;
  /** Unit length. */
  vector: Float32Array;
}

/** Vectors of one space: `ids[i]` goes with `data.subarray(i * dim, (i + 1) * dim)`. */
export interface VectorBatch {
  ids: number[];
  data: Float32Array;
}
