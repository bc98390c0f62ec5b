import type { IdSet } from '../model/id-set.js';
import { checkCount, checkIds, checkVectors, withoutKnown } from './check-vectors.js';
import { dotFourRows, dotRow } from './math/dot-product.js';
import { TopK } from './math/top-k.js';
import type { Neighbours, VectorBatch } from './port.js';

/** Vectors side by side in one block of memory; a search compares with all of them, or with those allowed. Synchronous. */
export class FlatVectors {
  readonly dim: number;
  #data: Float32Array;
  #ids: number[] = [];
  readonly #rowOf = new Map<number, number>();
  /** An id is not reused after its vector was removed. */
  readonly #removed = new Set<number>();

  constructor(dim: number) {
    this.dim = dim;
    this.#data = new Float32Array(0);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Whether an id is here, or was until it was removed. */
  knows(id: number): boolean {
    return this.#rowOf.has(id) || this.#removed.has(id);
  }

  /** A bad batch changes nothing. Ids that are here, or were removed, are not added again. */
  apply({ ids, data }: VectorBatch, remove: readonly number[]): void {
    checkIds(ids);
    checkVectors(data, ids.length, this.dim);
    this.remove(remove);
    this.#append(ids, data);
  }

  /** As `apply` does. */
  add(ids: readonly number[], vectors: Float32Array): void {
    this.apply({ ids, data: vectors }, []);
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) if (this.#drop(id)) this.#removed.add(id);
  }

  search(vector: Float32Array, k: number, allow?: IdSet): Neighbours {
    checkCount(k);
    checkVectors(vector, 1, this.dim);
    // In double precision, so that only the stored number of each product has to be widened.
    const query = Float64Array.from(vector);
    const best = new TopK(k);
    if (allow === undefined) this.#compareAll(query, best);
    else this.#compareSome(allow.toArray(), query, best);
    return best.finish();
  }

  /** Takes out up to `count` vectors, the last ones: they leave no gap. */
  takeSome(count: number): { ids: number[]; vectors: Float32Array } {
    const from = Math.max(0, this.size - count);
    const ids = this.#ids.slice(from);
    const vectors = this.#data.slice(from * this.dim, this.size * this.dim);
    for (const id of ids) this.#drop(id);
    // After a million vectors, the block would be gigabytes of unused memory.
    if (this.size === 0) this.#data = new Float32Array(0);
    return { ids, vectors };
  }

  #append(given: readonly number[], data: Float32Array): void {
    const { ids, vectors } = withoutKnown(given, data, this.dim, this);
    this.reserve(this.size + ids.length);
    this.#data.set(vectors, this.size * this.dim);
    for (const id of ids) {
      this.#rowOf.set(id, this.#ids.length);
      this.#ids.push(id);
    }
  }

  /** @returns whether it was there */
  #drop(id: number): boolean {
    const row = this.#rowOf.get(id);
    if (row === undefined) return false;
    // The last vector takes the free place.
    const last = this.#ids.pop() as number;
    this.#rowOf.delete(id);
    if (last === id) return true;
    this.#data.copyWithin(row * this.dim, this.size * this.dim, (this.size + 1) * this.dim);
    this.#ids[row] = last;
    this.#rowOf.set(last, row);
    return true;
  }

  /** Four rows at a time: each number of the query is loaded once for all four, and the sums do not wait for each other. */
  #compareAll(query: Float64Array, best: TopK): void {
    const sums = new Float64Array(4);
    const whole = this.size - (this.size % 4);
    for (let row = 0; row < whole; row += 4) {
      dotFourRows(this.#data, row * this.dim, query, sums);
      for (let i = 0; i < 4; i++) this.#offer(row + i, sums[i] as number, best);
    }
    for (let row = whole; row < this.size; row++) this.#offer(row, dotRow(this.#data, row * this.dim, query), best);
  }

  #compareSome(allow: Uint32Array, query: Float64Array, best: TopK): void {
    for (const id of allow) {
      const row = this.#rowOf.get(id);
      if (row !== undefined) this.#offer(row, dotRow(this.#data, row * this.dim, query), best);
    }
  }

  #offer(row: number, cosine: number, best: TopK): void {
    if (cosine > best.threshold) best.push(this.#ids[row] as number, cosine);
  }

  /** Allocates memory for this many vectors. */
  reserve(count: number): void {
    const needed = count * this.dim;
    if (needed <= this.#data.length) return;
    const grown = new Float32Array(Math.max(needed, Math.ceil(this.#data.length * 1.5)));
    grown.set(this.#data.subarray(0, this.size * this.dim));
    this.#data = grown;
  }
}
