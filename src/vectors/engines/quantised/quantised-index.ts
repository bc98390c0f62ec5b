import type { IdSet } from '../../../model/id-set.js';
import { checkCount, checkIds, checkVectors } from '../../check-vectors.js';
import type { Engine, Neighbours, VectorBatch } from '../../port.js';
import { QuantisedVectors } from '../../quantised-vectors.js';
import { ScanIndex, type ScannedVectors } from '../scan-index.js';

/**
 * Compares each query with every vector, as 16-bit integers: half the memory of the exact engine and several times its speed; cosines are
 * off by 0.0001 at most. It needs no native module and no thread.
 */
export class QuantisedIndex extends ScanIndex {
  readonly engine = 'quantised';

  constructor(dim: number) {
    super(dim, (size) => new QuantisedRows(size));
  }
}

class QuantisedRows implements ScannedVectors {
  readonly #dim: number;
  readonly #vectors: QuantisedVectors;
  /** An id is not reused after its vector was removed. */
  readonly #removed = new Set<number>();

  constructor(dim: number) {
    this.#dim = dim;
    this.#vectors = new QuantisedVectors(dim);
  }

  get size(): number {
    return this.#vectors.size;
  }

  reserve(count: number): void {
    this.#vectors.reserve(count);
  }

  apply({ ids, data }: VectorBatch, remove: readonly number[]): void {
    checkIds(ids);
    checkVectors(data, ids.length, this.#dim);
    for (const id of remove) if (this.#vectors.remove(id)) this.#removed.add(id);
    ids.forEach((id, row) => {
      if (this.#vectors.has(id) || this.#removed.has(id)) return;
      this.#vectors.add(id, data.subarray(row * this.#dim, (row + 1) * this.#dim));
    });
  }

  search(query: Float32Array, k: number, allow?: IdSet): Neighbours {
    checkCount(k);
    checkVectors(query, 1, this.#dim);
    return this.#vectors.search(query, k, allow);
  }
}

export const quantisedEngine: Engine = {
  name: 'quantised',
  open: async ({ identity }) => new QuantisedIndex(identity.dim),
};
