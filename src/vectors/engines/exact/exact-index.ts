import { PhotoseekError } from '../../../errors.js';
import type { NeighbourOptions, Neighbours, VectorIndex } from '../../port.js';
import { FlatVectors } from './flat-vectors.js';

/** Compares with every vector: always right, and fastest for small libraries. Runs on the calling thread. */
export class ExactIndex implements VectorIndex {
  readonly #flat: FlatVectors;
  #isClosed = false;

  constructor(dim: number) {
    this.#flat = new FlatVectors(dim);
  }

  get dim(): number {
    return this.#flat.dim;
  }

  get size(): number {
    return this.#flat.size;
  }

  /** Makes room for this many. */
  reserve(count: number): void {
    this.#flat.reserve(count);
  }

  async add(ids: readonly number[], vectors: Float32Array): Promise<void> {
    this.#checkOpen();
    this.#flat.add(ids, vectors);
  }

  async remove(ids: readonly number[]): Promise<void> {
    this.#checkOpen();
    this.#flat.remove(ids);
  }

  async search(vector: Float32Array, k: number, options?: NeighbourOptions): Promise<Neighbours> {
    this.#checkOpen();
    return this.#flat.search(vector, k, options);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new PhotoseekError('library-closed', 'The index was closed.');
  }
}
