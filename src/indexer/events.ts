/** What an index run tells while it goes: one typed stream, shown as a bar by the terminal and as events by HTTP. */
import type { ErrorCode } from '../errors.js';

/** Options of an index run. */
export interface IndexOptions {
  signal?: AbortSignal;
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

/** An event of an index run. Counts are of files. */
export type IndexEvent =
  | { type: 'scanning'; found: number; currentPath: string }
  | { type: 'planned'; toDo: number; unchanged: number; removed: number }
  | {
      type: 'progress';
      done: number;
      total: number;
      failed: number;
      /** Over the last seconds. */
      ratePerSecond: number;
      /** `null` until there is a rate. */
      etaMs: number | null;
      currentPath: string;
    }
  | { type: 'failed'; failure: FileFailure }
  | { type: 'linking'; linked: number; total: number }
  | { type: 'done'; report: IndexReport };
