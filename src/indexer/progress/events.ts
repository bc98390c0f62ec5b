/** What an index run tells while it goes: one typed stream, shown as a bar by the terminal and as events by HTTP. */
import type { ErrorCode } from '../../errors.js';

/** Options of an index run. What is said about a root's rules is remembered with it; what is left out stays as it was. */
export interface IndexOptions {
  signal?: AbortSignal;
  /** Patterns as in a `.gitignore`, relative to each root, of what is passed over. */
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
  /** Try again what could not be read before, though it did not change. */
  retryFailed?: boolean;
  /** Forget the photos of a root that is empty now; otherwise it is taken for an unplugged disk and they are kept. */
  prune?: boolean;
  /** Wait for another index run on this library to end, instead of throwing `library-locked`. */
  wait?: boolean;
}

/** Options of watching. */
export type WatchOptions = Pick<IndexOptions, 'signal'>;

/** A run that is going on, as other processes see it. */
export interface RunStatus {
  pid: number;
  host: string;
  /** Milliseconds since 1970. */
  startedAtMs: number;
  updatedAtMs: number;
  stage: 'scanning' | 'indexing' | 'linking';
  done: number;
  /** 0 while that is not known. */
  total: number;
  failed: number;
  ratePerSecond: number;
  etaMs: number | null;
}

/** A file that could not be indexed. */
export interface FileFailure {
  path: string;
  code: ErrorCode;
  message: string;
}

/** How a run ended. */
export interface IndexReport {
  /** Pictures encoded in this run. */
  indexed: number;
  /** Files whose vector was taken over from a file with the same bytes (copies, renames). */
  reused: number;
  /** Files that are as they were and were read again for their metadata: a file beside them changed, or there is more to be known of them now. */
  refreshed: number;
  unchanged: number;
  /** Files that were known and are gone. */
  removed: number;
  /** Every file under the given paths that cannot be read, this time or as remembered from before. */
  failed: FileFailure[];
  /** Files that are no pictures by name and content and were passed over. */
  skipped: number;
  /** Roots that were known, could not be found now, and were kept as they are. */
  missingRoots: string[];
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
  /** What has passed it in this run. */
  done: number;
  /** Over the last seconds; 0 until that is known. */
  ratePerSecond: number;
}

/** The steps that indexing consists of; they go on at the same time, and the slowest sets the pace of all. */
export interface StepRates {
  /** Pictures. */
  decode: StepRate;
  /** Pictures. */
  encode: StepRate;
  /** Files; also those whose vector is known and those that cannot be read. */
  write: StepRate;
}

/**
 * An event of an index run. Counts are of files. `scanning`, `progress` and `linking` say how far the run's three stages are: looking
 * through folders, reading and encoding pictures, linking their vectors in the graph.
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
      steps: StepRates;
    } & StageRate)
  | { type: 'failed'; failure: FileFailure }
  /** Counts are of vectors. */
  | ({ type: 'linking'; linked: number; total: number } & StageRate)
  | { type: 'done'; report: IndexReport };
