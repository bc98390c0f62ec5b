import { PhotoseekError } from '../errors.js';
import { checkCount, checkIds, checkVectors, findRepeated } from './check-vectors.js';
import { TopK } from './top-k.js';
import type { NeighbourOptions, Neighbours } from './types.js';

/** Vectors side by side in one block of memory; every search compares with all of them. Synchronous. */
export class FlatVectors {
  readonly dim: number;
  #data: Float32Array;
  #ids: number[] = [];
  readonly #rowOf = new Map<number, number>();

  constructor(dim: number) {
    this.dim = dim;
    this.#data = new Float32Array(0);
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: number): boolean {
    return this.#rowOf.has(id);
  }

  add(ids: readonly number[], vectors: Float32Array): void {
    checkIds(ids);
    checkVectors(vectors, ids.length, this.dim);
    const known = findRepeated(ids, this.#rowOf);
    if (known !== undefined) throw new PhotoseekError('vector-invalid', `The vector ${known} is there already.`);
    this.#reserve(this.size + ids.length);
    this.#data.set(vectors, this.size * this.dim);
    for (const id of ids) {
      this.#rowOf.set(id, this.#ids.length);
      this.#ids.push(id);
    }
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) {
      const row = this.#rowOf.get(id);
      if (row === undefined) continue;
      // The last vector takes the free place.
      const last = this.#ids.pop() as number;
      this.#rowOf.delete(id);
      if (last === id) continue;
      this.#data.copyWithin(row * this.dim, this.size * this.dim, (this.size + 1) * this.dim);
      this.#ids[row] = last;
      this.#rowOf.set(last, row);
    }
  }

  search(vector: Float32Array, k: number, { allow }: NeighbourOptions = {}): Neighbours {
    checkCount(k);
    checkVectors(vector, 1, this.dim);
    const best = new TopK(k);
    if (allow === undefined) {
      for (let row = 0; row < this.#ids.length; row++) this.#consider(row, vector, best);
    } else {
      for (const id of allow) {
        const row = this.#rowOf.get(id);
        if (row !== undefined) this.#consider(row, vector, best);
      }
    }
    return best.finish();
  }

  /** Takes up to `count` vectors out, the ones that are cheapest to take. */
  takeSome(count: number): { ids: number[]; vectors: Float32Array } {
    const from = Math.max(0, this.size - count);
    const ids = this.#ids.slice(from);
    const vectors = this.#data.slice(from * this.dim, this.size * this.dim);
    this.remove(ids);
    return { ids, vectors };
  }

  #consider(row: number, vector: Float32Array, best: TopK): void {
    const cosine = dotAt(this.#data, row * this.dim, vector);
    if (cosine > best.threshold) best.push(this.#ids[row] as number, cosine);
  }

  #reserve(count: number): void {
    const needed = count * this.dim;
    if (needed <= this.#data.length) return;
    const grown = new Float32Array(Math.max(needed, Math.ceil(this.#data.length * 1.5)));
    grown.set(this.#data.subarray(0, this.size * this.dim));
    this.#data = grown;
  }
}

/** Dot product with four running sums: the processor need not wait for one addition before the next. */
function dotAt(data: Float32Array, offset: number, vector: Float32Array): number {
  const n = vector.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    a += (data[offset + i] as number) * (vector[i] as number);
    b += (data[offset + i + 1] as number) * (vector[i + 1] as number);
    c += (data[offset + i + 2] as number) * (vector[i + 2] as number);
    d += (data[offset + i + 3] as number) * (vector[i + 3] as number);
  }
  for (; i < n; i++) a += (data[offset + i] as number) * (vector[i] as number);
  return a + b + c + d;
}
