import type { RunStatus } from '../../indexer/progress/events.js';
import type { LiveFilm } from '../../metadata/file-metadata.js';
import type { ContentKind, KindName } from '../../model/content-kind.js';
import type { DetectorStage } from '../../model/region.js';
import type { SpaceRow } from '../../model/space.js';

/** Counts and state of a library at the moment of the call. */
export interface LibraryStats {
  /** Absolute path of the library's folder. */
  path: string;
  /** Version of the catalogue's layout on disk. */
  schemaVersion: number;
  /** The folders and files that were asked to be indexed. */
  roots: string[];
  /** The index run that is going on, in this or another process. */
  running: RunStatus | null;
  /** Files seen under the roots, readable or not. */
  files: number;
  /** Photos (distinct contents) that can be found. */
  photos: number;
  /** How many of them are images, videos, documents and models. */
  kinds: Record<ContentKind, number>;
  /** Files that could not be read, by error code. */
  failures: Record<string, number>;
  /** Files that are shown in spite of damage, by its kind: see `Photo.defect`. */
  defects: Record<string, number>;
  /** Videos that are found by name and metadata alone, because there was no ffmpeg to decode them. With one, the next run takes them up. */
  undecoded: number;
  /** What index runs look for in photos: see `IndexOptions.stages`. `null` for published libraries: their indexing machines know. */
  stages: DetectorStage[] | null;
  /** Faces found in photos; 0 before an index run with the stage `faces`. */
  faces: number;
  /**
   * Files by the source of their date (`exif`, `sidecar`, `xmp`, `iptc`, `takeout`, `name`, `gps`, `mtime`: only the file's time of last change;
   * `none`), most frequent first. An open list: expect others.
   */
  dateSources: Record<string, number>;
  /** The model of the space that tags and duplicates use, and the number of its vectors: a photo has one for each of its frames. */
  model: { name: string; revision: string; dtype: string; dim: number; vectors: number };
  /**
   * Where the calibration of that space comes from. `model`: measured for the model, as it ships; `estimate`: of another model, moved to the
   * cosines of this one; `library`: by `calibrate`; `evaluation`: by images with captions or classes.
   */
  calibration: {
    source: 'model' | 'estimate' | 'library' | 'evaluation';
    /** `null` for what ships, as are the others. */
    measuredAtMs: number | null;
    /** Images it was measured with, and labelled queries; `null` for readers of a folder. */
    photos: number | null;
    queries: number | null;
  };
  /** Where an earlier embedded model answers that `Library.upgradeModel` replaces; otherwise, and for readers of a folder, `null`. */
  upgrade: ModelUpgrade | null;
  /** All embedding spaces, in the order of their ids; empty for readers of a folder. */
  spaces: SpaceInfo[];
  /** Bytes that the library takes on disk: catalogue, graph and thumbnails. */
  diskBytes: number;
  /** Those of them that are thumbnails; of more than 20,000 estimated from a sample. 0 for readers of a folder. */
  thumbnailBytes: number;
  /** Name of the engine that finds neighbours in the default space; its indexed vectors, and those that are found by comparison until they are indexed. */
  index: {
    engine: string;
    indexed: number;
    pending: number;
    /** Host and database of the server that holds them, if there is one, and the code of the error with which it answers, if it does not. */
    server?: { name: string; error: string | null };
  };
  /** When the last complete index run ended (milliseconds since 1970), if one did. */
  lastIndexedAtMs: number | null;
}

/** How far a library is on the way from an earlier embedded model to the current one. */
export interface ModelUpgrade {
  /** The model that answers. */
  from: string;
  /** The model that will. */
  to: string;
  /** Photos that have yet to be embedded with it. */
  missing: number;
  /** Photos of the library. */
  photos: number;
  /** Whether a process is at it, or waits for files that cannot be read now. */
  isRunning: boolean;
}

/** Options of {@link Library.upgradeModel}. */
export interface UpgradeOptions {
  signal?: AbortSignal;
  /** Called once, before the first photo is embedded; not where there is nothing to bring over. */
  onBegin?: (upgrade: ModelUpgrade) => void;
}

/** An embedding space and how far it has come. */
export interface SpaceInfo extends SpaceRow {
  /** Photos that have a vector in it. */
  photos: number;
  vectors: number;
  /** Photos that have yet to be embedded. It can be activated when there are none. */
  missing: number;
}

/** An image file ready to be sent. */
export interface ImageBytes {
  bytes: Uint8Array;
  /** For example `image/webp`. */
  mediaType: string;
}

/** The film of a motion or live photo: a file, or a part of one. */
export interface MotionFilm extends LiveFilm {
  /** Absolute path of the file that holds it. */
  path: string;
}

/** A folder (or a single file) that the library keeps up with. */
export interface Root {
  path: string;
  /** See `Photo`. */
  pathBytes?: string;
  /** Files seen under it, readable or not. */
  files: number;
  failed: number;
  addedAtMs: number;
  /** It cannot be reached now, or is empty and had photos: an unplugged disk. They stay in the library. */
  isMissing: boolean;
  /** For a missing root: where most of its photos lie now under the same names, when they were indexed there, too; otherwise `null`. */
  movedTo: string | null;
  exclude: string[];
  hidden: boolean;
  followLinks: boolean;
  /** Whether raw files are passed over where their JPEG or HEIC lies beside them. */
  raw: 'all' | 'sibling';
  /** Kinds of files that are indexed. */
  kinds: KindName[];
  /** Of published libraries: its id, by which a server finds its folder, and the names of those that have it. */
  published?: { id: string; libraries: string[] };
}

/** A library that is published. */
export interface PublishedLibraryInfo {
  id: string;
  name: string;
  /** When the last pass over it has ended; `null`: none has. */
  publishedAtMs: number | null;
}

/** The result of removing a root. */
export interface RemovedRoot {
  /** The root. */
  path: string;
  /** Files that the library does not know any more. */
  removed: number;
  /** Photos that no other path holds: they cannot be found any more, and are read and embedded anew when they are indexed again. */
  forgotten: number;
}

/** One finding of {@link Library.verify}. */
export interface Finding {
  /** Name of the check, for example `catalogue-integrity`. */
  check: string;
  /**
   * `ok`: as it should be, or of no harm (the disk may have moved on since the last index run); `derived`: `repair` mends it; `lost`: only a
   * backup or another index run helps.
   */
  state: 'ok' | 'derived' | 'lost';
  message: string;
  /** How many things were looked at. */
  examined: number;
  /** How many of them are wrong. */
  wrong: number;
}

/** Options of {@link Library.verify}. */
export interface VerifyOptions {
  /** Compare the files on disk with what is known, too: one `stat` a file. Default `true`. */
  files?: boolean;
  /** Read every file that seems unchanged and compare its hash, too. Default `false`; without `files` it has no effect. */
  content?: boolean;
  signal?: AbortSignal;
}
