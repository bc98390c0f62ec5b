import { FlatVectors } from './flat-vectors.js';
import type { NeighbourOptions, Neighbours, VectorIndex } from './types.js';

/** Compares with every vector: always right, and fastest for small libraries. Runs on the calling thread. */
export class ExactIndex implements VectorIndex {
  readonly #flat: FlatVectors;

  constructor(dim: number) {
    this.#flat = new FlatVectors(dim);
  }

  get dim(): number {
    return this.#flat.dim;
  }

  get size(): number {
    return this.#flat.size;
  }

  async add(ids: readonly number[], vectors: Float32Array): Promise<void> {
    this.#flat.add(ids, vectors);
  }

  async remove(ids: readonly number[]): Promise<void> {
    this.#flat.remove(ids);
  }

  async search(vector: Float32Array, k: number, options?: NeighbourOptions): Promise<Neighbours> {
    return this.#flat.search(vector, k, options);
  }

  async close(): Promise<void> {}
}
