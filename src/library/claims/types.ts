import type { FileFailure, IndexOptions } from '../../indexer/progress/events.js';

/** Options of {@link Library.claim}. The rules of the root hold on every machine; those that are given replace those of before. */
export interface ClaimOptions
  extends Pick<IndexOptions, 'exclude' | 'hidden' | 'followLinks' | 'raw' | 'kinds' | 'prune'> {
  /** The root, by the name that it has on every machine, and its folder on this one. */
  root: { id: string; path: string };
  /** A folder that servers read thumbnails from, or a bucket, as for {@link Library.publish}. Default: none are copied. */
  thumbnails?: string;
  /** Let servers accept the keys of this library, as for {@link Library.publish}. Default `false`: those that were sent before are removed. */
  keys?: boolean;
  /** After so long without a sign of life, another machine takes over what this one had claimed. Default: 60,000. */
  leaseMs?: number;
  /** Go on until the signal fires: walk the root again and again, and index what has changed. Default `false`. */
  watch?: boolean;
  signal?: AbortSignal;
  /** Called after each portion of files. */
  onProgress?: (progress: ClaimProgress) => void;
  /** Called for each file that this machine could not index. */
  onFailure?: (failure: FileFailure) => void;
}

/** How far the root is, on all machines together. */
export interface ClaimProgress {
  /** Files of the root that are as they are published. */
  done: number;
  /** Files of the root, as far as it was walked. */
  total: number;
  /** Files that this machine has indexed. */
  own: number;
  /** Machines that have claimed files now. */
  machines: number;
}

/** The work of one machine for a root. */
export interface ClaimReport extends ClaimProgress {
  /** Files that are gone, and were removed by this machine. */
  removed: number;
  /** Files that this machine could not index. */
  failed: FileFailure[];
  tookMs: number;
}
