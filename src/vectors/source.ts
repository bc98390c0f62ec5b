import type { SpaceIdentity, VectorBatch } from './port.js';

/** Vectors as they are stored: halves (float16), little-endian. */
export interface StoredVectors {
  ids: readonly number[];
  /** `2 * dim` bytes a vector. */
  halves: readonly Uint8Array[];
}

type Awaitable<T> = T | Promise<T>;

/** Where the vectors of a space are stored for good. An index only follows it. */
export interface VectorSource {
  identity: SpaceIdentity;
  /** Differs after each change of anything in the source, whichever process made it. Absent where that takes as long as looking at the vectors. */
  changeStamp?(): string;
  /** How many vectors it holds. */
  count(): Awaitable<number>;
  /** How many vectors have ids above `afterId`; counting ends at `upTo`. */
  countAfter(afterId: number, upTo: number): Awaitable<number>;
  /** The next vectors with ids above `afterId`, ascending. */
  listAfter(afterId: number, limit: number): Awaitable<VectorBatch>;
  /** As `listAfter`, without decoding them. Absent where they are not stored so. */
  listStoredAfter?(afterId: number, limit: number): Awaitable<StoredVectors>;
  /** The vectors of some ids, in any order; ids that are not there are missing. */
  read(ids: Uint32Array): Awaitable<VectorBatch>;
  /** The newest id that was ever given to a vector, of this or another space; 0: none. */
  lastVectorId(): Awaitable<number>;
  /** Number of the newest removal; 0 when nothing was ever removed. Pruning does not lower it. */
  lastRemovedSeq(): Awaitable<number>;
  /** Vectors removed after a sequence number, and the newest such number. Complete only from `prunedUpTo` on. */
  listRemovedAfter(seq: number): Awaitable<{ ids: readonly number[]; lastSeq: number }>;
  /** Removals up to this number are no longer listed. */
  prunedUpTo(): Awaitable<number>;
  /** The persisted index needs no removals up to this number. The newest ones may stay, for indexes of other processes. */
  pruneRemoved(upToSeq: number): Awaitable<void>;
}
