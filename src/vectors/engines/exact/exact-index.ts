import { PhotoseekError, throwIfAborted } from '../../../errors.js';
import { FlatVectors } from '../../flat-vectors.js';
import type {
  Cursor,
  Engine,
  EngineCapabilities,
  IndexChange,
  IndexStatus,
  NeighbourOptions,
  Neighbours,
  VectorIndex,
} from '../../port.js';

/** Compares each query with every vector: always right, and fastest for small spaces. Runs on the calling thread and persists nothing. */
export class ExactIndex implements VectorIndex {
  readonly engine = 'exact';
  readonly capabilities: EngineCapabilities = { filter: 'ids', maxK: Number.POSITIVE_INFINITY, isRemote: false };
  readonly dim: number;
  #flat: FlatVectors;
  #cursor: Cursor | undefined;
  #isClosed = false;

  constructor(dim: number) {
    this.dim = dim;
    this.#flat = new FlatVectors(dim);
  }

  async cursor(): Promise<Cursor | undefined> {
    this.#checkOpen();
    return this.#cursor;
  }

  async apply({ add, remove, cursor, expectedSize = 0 }: IndexChange): Promise<void> {
    this.#checkOpen();
    // At once: growing with each batch, a large block would be copied many times.
    if (this.#flat.size === 0) this.#flat.reserve(expectedSize);
    this.#flat.apply(add, remove);
    this.#cursor = cursor;
  }

  async search(
    queries: readonly Float32Array[],
    k: number,
    { allow, signal }: NeighbourOptions = {},
  ): Promise<Neighbours[]> {
    this.#checkOpen();
    throwIfAborted(signal);
    return queries.map((query) => this.#flat.search(query, k, allow));
  }

  async flush(): Promise<void> {
    this.#checkOpen();
  }

  status(): IndexStatus {
    return { size: this.#flat.size, indexed: this.#flat.size, unindexed: 0 };
  }

  async reset(): Promise<void> {
    this.#checkOpen();
    this.#flat = new FlatVectors(this.dim);
    this.#cursor = undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new PhotoseekError('library-closed', 'The index was closed.');
  }
}

export const exactEngine: Engine = {
  name: 'exact',
  open: async ({ identity }) => new ExactIndex(identity.dim),
};
