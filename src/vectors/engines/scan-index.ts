import { throwIfAborted } from '../../errors.js';
import type { IdSet } from '../../model/id-set.js';
import { createYielder } from '../../runtime/yielder.js';
import { indexClosed } from '../index-errors.js';
import type {
  Cursor,
  EngineCapabilities,
  IndexChange,
  IndexStatus,
  NeighbourOptions,
  Neighbours,
  VectorBatch,
  VectorIndex,
} from '../port.js';

/** Vectors in memory that each query is compared with one by one. Synchronous. */
export interface ScannedVectors {
  readonly size: number;
  /** Allocates memory for this many vectors. */
  reserve(count: number): void;
  /** A bad batch changes nothing. Ids that are here, or were removed, are not added again. */
  apply(add: VectorBatch, remove: readonly number[]): void;
  search(query: Float32Array, k: number, allow?: IdSet): Neighbours;
}

/**
 * An index that compares each query with every vector, on the calling thread, and persists nothing. Subclasses choose how the vectors are
 * stored.
 */
export abstract class ScanIndex implements VectorIndex {
  abstract readonly engine: string;
  readonly capabilities: EngineCapabilities = {
    filter: 'ids',
    maxK: Number.POSITIVE_INFINITY,
    isRemote: false,
    isInline: true,
  };
  readonly dim: number;
  readonly #makeVectors: (dim: number) => ScannedVectors;
  #vectors: ScannedVectors;
  #cursor: Cursor | undefined;
  #isClosed = false;

  constructor(dim: number, makeVectors: (dim: number) => ScannedVectors) {
    this.dim = dim;
    this.#makeVectors = makeVectors;
    this.#vectors = makeVectors(dim);
  }

  async cursor(): Promise<Cursor | undefined> {
    this.#checkOpen();
    return this.#cursor;
  }

  async apply({ add, remove, cursor, expectedSize = 0 }: IndexChange): Promise<void> {
    this.#checkOpen();
    // At once: growing with each batch, a large block would be copied many times.
    if (this.#vectors.size === 0) this.#vectors.reserve(expectedSize);
    this.#vectors.apply(add, remove);
    this.#cursor = cursor;
  }

  async search(
    queries: readonly Float32Array[],
    k: number,
    { allow, signal }: NeighbourOptions = {},
  ): Promise<Neighbours[]> {
    this.#checkOpen();
    throwIfAborted(signal);
    const yieldIfDue = createYielder(signal);
    const found: Neighbours[] = [];
    for (const query of queries) {
      if (found.length > 0) await yieldIfDue();
      found.push(this.#vectors.search(query, k, allow));
    }
    return found;
  }

  async flush(): Promise<void> {
    this.#checkOpen();
  }

  status(): IndexStatus {
    return { size: this.#vectors.size, indexed: this.#vectors.size, unindexed: 0 };
  }

  async reset(): Promise<void> {
    this.#checkOpen();
    this.#vectors = this.#makeVectors(this.dim);
    this.#cursor = undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw indexClosed();
  }
}
