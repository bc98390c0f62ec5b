/** The events of an index run: one typed stream, shown as a bar by the terminal and sent as events by HTTP. */
import type { ErrorCode } from '../../errors.js';
import type { KindName } from '../../model/content-kind.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { DetectorStage } from '../../model/region.js';

/** Options of an index run. The rules of a root are stored with it; those that are left out stay as they were. */
export interface IndexOptions {
  signal?: AbortSignal;
  /**
   * Patterns as in a `.gitignore`, relative to each root, of files and folders to pass over. A pattern is not a line of such a file: `#recycle` is
   * no comment.
   */
  exclude?: readonly string[];
  /** Take hidden files and folders too. Default `false`. */
  hidden?: boolean;
  /** Follow symbolic links. A file that is also there by its own path counts once. Default `false`. */
  followLinks?: boolean;
  /**
   * `sibling`: pass over a camera's raw file where a JPEG or HEIC of the same name lies beside it. When that one goes, the raw file is
   * taken. Default `all`.
   */
  raw?: 'all' | 'sibling';
  /** Kinds of files to index. Default: photos and videos; documents and 3D models are indexed where they are asked for. */
  kinds?: readonly KindName[];
  /**
   * The stages of detectors that are wanted in the library from now on, all of them; an empty list for none. Photos that lack one
   * catch up. Default: as before, at first `text`.
   */
  stages?: readonly DetectorStage[];
  /**
   * Folder with another model that reads text (a detector and a recogniser of the PP-OCR family) from now on; the empty text: the one that ships. All
   * photos are read anew by it.
   */
  ocrModel?: string;
  /** Stages whose findings are deleted in all photos, and which are not wanted from now on. */
  drop?: readonly DetectorStage[];
  /**
   * Whether index runs store a thumbnail of every photo from now on, made of the image that is decoded for the encoder anyway: results are shown at once,
   * also while the disk of the originals is unplugged. Default: as before, at first `true`.
   */
  thumbnails?: boolean;
  /**
   * Make each vector the mean of two: of the middle square of a frame and of the whole of it, stretched to a square. It takes one more pass of the encoder and
   * finds more in photos that are not square. From now on, until it is `false`; the vectors of photos that are there already are made again. Models that
   * are given whole frames anyway (SigLIP) have no use for it. Default: as before, at first `false`.
   */
  accurate?: boolean;
  /** Read every file again, also those that seem unchanged. Bytes that are known are not embedded again. */
  force?: boolean;
  /** Try unchanged files again that could not be read before. */
  retryFailed?: boolean;
  /** Remove the photos of a root that is empty now; otherwise it is taken for an unplugged disk, and they stay. */
  prune?: boolean;
  /** Wait for another index run on this library to end, instead of throwing `library-locked`. */
  wait?: boolean;
  /**
   * When the library was opened with another model than the active one and all photos are embedded with it: let both answer queries, fused by
   * rank. Default `false`: the new one takes the place of all others.
   */
  keepActive?: boolean;
}

/** Options of watching. */
export type WatchOptions = Pick<IndexOptions, 'signal'>;

/** How far an index run is: the numbers of the stage it is in. */
export interface RunProgress {
  stage: 'scanning' | 'indexing' | 'indexing-vectors';
  /** Files found, files written, or vectors indexed. */
  done: number;
  /** 0 while it is not known. */
  total: number;
  /** Files that could not be read, in this run. */
  failed: number;
  ratePerSecond: number;
  etaMs: number | null;
}

/** A run that is going on, as other processes see it. */
export interface RunStatus extends RunProgress {
  pid: number;
  host: string;
  /** Milliseconds since 1970. */
  startedAtMs: number;
  updatedAtMs: number;
}

/** A file that could not be indexed. */
export interface FileFailure {
  path: string;
  /** See `Photo`. */
  pathBytes?: string;
  code: ErrorCode;
  message: string;
  /** Of published libraries: the name of the one that has it. */
  library?: string;
}

/** Something that a person may want to know of a run that went well. New codes may be added. */
export interface IndexNotice {
  /**
   * `pattern-unused`: a pattern of `exclude` matches nothing; `options-unused`: the path is part of a root, whose stored options hold;
   * `path-excluded`: the path that was named is excluded; `truncated`: the file ends early, and its image is indexed as far as it goes;
   * `missing-pages`: pages of the document could not be read, and the others are indexed;
   * `needs-ffmpeg`: videos under it are found by their names and metadata alone, because there is no ffmpeg;
   * `model-superseded`: an earlier embedded model answers the library in `path`, which `Library.upgradeModel` replaces.
   */
  code:
    | 'pattern-unused'
    | 'options-unused'
    | 'path-excluded'
    | 'truncated'
    | 'missing-pages'
    | 'needs-ffmpeg'
    | 'model-superseded';
  path: string;
  /** See `Photo`. */
  pathBytes?: string;
  message: string;
}

/** How a run ended. */
export interface IndexReport {
  /** Photos embedded in this run. */
  indexed: number;
  /** Files with the same bytes as another one, whose vectors they share (duplicates, renames). */
  reused: number;
  /**
   * Files with the bytes of before whose metadata was read again: a sidecar or the inode changed, a newer version reads more, or it was
   * requested.
   */
  refreshed: number;
  /** Photos that were indexed before, and that were looked at again for what was not looked for then: text, things, colours. */
  detected: number;
  unchanged: number;
  /** Files that were indexed before and are gone. */
  removed: number;
  /** Every file under the given paths that cannot be read, in this run or, when it is unchanged, in an earlier one. */
  failed: FileFailure[];
  /** Files that are no images by name and content. */
  skipped: number;
  /** Roots that cannot be found now; their photos stay. */
  missingRoots: string[];
  notices: IndexNotice[];
  /**
   * Photos of the library that are not embedded with the model of this run yet, because they are in other folders or were not reached. While
   * there are any, queries are answered by the model from before; 0 once this one answers them.
   */
  unembedded: number;
  tookMs: number;
}

/** How fast a stage goes. */
export interface StageRate {
  /** Over the last seconds; 0 until that is known. */
  ratePerSecond: number;
  /** Until the stage is done; `null` while that cannot be said. */
  etaMs: number | null;
}

/** How far one step of indexing is. */
export interface StepRate {
  /** Passed it in this run. */
  done: number;
  /** Over the last seconds; 0 until that is known. */
  ratePerSecond: number;
}

/** The steps that indexing consists of; they go on at the same time, and the slowest sets the pace of all. */
export interface StepRates {
  /** Frames. A photo has one. */
  decode: StepRate;
  /** Frames, once for each model. */
  encode: StepRate;
  /** Files; also duplicates and those that cannot be read. */
  write: StepRate;
}

/**
 * An event of an index run. Counts are of files. `scanning`, `progress` and `indexing-vectors` report the run's three stages: walking
 * folders, decoding and embedding photos, adding their vectors to the vector index. `currentPath` is for showing.
 */
export type IndexEvent =
  | { type: 'scanning'; found: number; ratePerSecond: number; currentPath: string }
  | { type: 'planned'; toDo: number; unchanged: number; removed: number }
  | ({
      type: 'progress';
      done: number;
      total: number;
      failed: number;
      currentPath: string;
      /** How far the current file is; of a film that is being decoded. */
      position?: FilmPosition;
      steps: StepRates;
    } & StageRate)
  | { type: 'failed'; failure: FileFailure }
  /** Counts are of vectors. */
  | ({ type: 'indexing-vectors'; indexed: number; total: number } & StageRate)
  | { type: 'done'; report: IndexReport };
