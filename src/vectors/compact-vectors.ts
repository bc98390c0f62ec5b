import { TopK } from './top-k.js';

/** Whole numbers are multiplied: a query has 14 bits of them, so that 512 products with 8 bits stay within 32. */
const QUERY_RANGE = 8191;
const VECTOR_RANGE = 127;

/**
 * Vectors as bytes, a quarter of their size, to compare a query with some of them quickly. Cosines are right to about 0.0006: good for
 * choosing candidates, which are then compared exactly. Synchronous.
 */
export class CompactVectors {
  readonly #dim: number;
  #data = new Int8Array(0);
  /** What one step of each vector's numbers is worth. */
  #steps = new Float32Array(0);
  readonly #rowOf = new Map<number, number>();
  #rows = 0;

  constructor(dim: number) {
    this.#dim = dim;
  }

  get size(): number {
    return this.#rowOf.size;
  }

  has(id: number): boolean {
    return this.#rowOf.has(id);
  }

  add(id: number, vector: Float32Array): void {
    this.#reserve(this.#rows + 1);
    const step = findPeak(vector) / VECTOR_RANGE;
    const offset = this.#rows * this.#dim;
    for (let i = 0; i < this.#dim; i++) this.#data[offset + i] = Math.round((vector[i] as number) / step);
    this.#steps[this.#rows] = step;
    this.#rowOf.set(id, this.#rows++);
  }

  /** Its bytes stay until the process ends; removals are few. */
  remove(id: number): void {
    this.#rowOf.delete(id);
  }

  /** The ids among `allow` that are nearest to a query, about. */
  listNearest(vector: Float32Array, allow: Uint32Array, count: number): Uint32Array {
    const scale = QUERY_RANGE / findPeak(vector);
    const query = Int16Array.from(vector, (value) => Math.round(value * scale));
    const best = new TopK(count);
    for (const id of allow) {
      const row = this.#rowOf.get(id);
      if (row === undefined) continue;
      const cosine = multiply(this.#data, row * this.#dim, query) * (this.#steps[row] as number);
      if (cosine > best.threshold) best.push(id, cosine);
    }
    return Uint32Array.from(best.finish().ids);
  }

  #reserve(rows: number): void {
    if (rows <= this.#steps.length) return;
    const room = Math.max(1024, Math.ceil(rows * 1.5));
    const data = new Int8Array(room * this.#dim);
    data.set(this.#data);
    this.#data = data;
    const steps = new Float32Array(room);
    steps.set(this.#steps);
    this.#steps = steps;
  }
}

function multiply(data: Int8Array, offset: number, query: Int16Array): number {
  let even = 0;
  let odd = 0;
  const pairs = query.length & ~1;
  for (let i = 0; i < pairs; i += 2) {
    even = (even + (data[offset + i] as number) * (query[i] as number)) | 0;
    odd = (odd + (data[offset + i + 1] as number) * (query[i + 1] as number)) | 0;
  }
  if (pairs < query.length) even += (data[offset + pairs] as number) * (query[pairs] as number);
  return even + odd;
}

/** The largest number of a vector, without its sign. */
function findPeak(vector: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < vector.length; i++) peak = Math.max(peak, Math.abs(vector[i] as number));
  return peak || 1;
}
