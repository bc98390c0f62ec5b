import type { IdSet } from '../../../model/id-set.js';
import { ProgramMemory, vector } from '../../../runtime/wasm-program.js';
import { assembleSumOfProducts, VECTOR_BYTES } from '../../math/sum-of-products.js';
import { TopK } from '../../math/top-k.js';
import type { Neighbours } from '../../port.js';

/** Numbers are kept as whole ones up to this: two products of such are just within 32 bits. */
const RANGE = 32_767;

/** Eight products of 16 bits each, added in pairs. */
const DOT = vector(0xba);
const TO_FLOATS = vector(0xfa);

/**
 * Vectors of 16 bits a number, to compare a query with some of them: ten thousand in some milliseconds. Each number is off by half a step at
 * most, a 65,534th of the vector's largest, so cosines are off by 0.0001 at worst and mostly by far less. Synchronous.
 */
export class QuantisedVectors {
  readonly #dim: number;
  readonly #rowBytes: number;
  /** The query first, then the rows. */
  readonly #memory = new ProgramMemory();
  readonly #multiply: (row: number, query: number, end: number) => number;
  /** What one step of each vector's numbers is worth. */
  #steps = new Float32Array(0);
  readonly #rowOf = new Map<number, number>();
  #rows = 0;

  constructor(dim: number) {
    this.#dim = dim;
    this.#rowBytes = VECTOR_BYTES * Math.ceil((dim * Int16Array.BYTES_PER_ELEMENT) / VECTOR_BYTES);
    this.#multiply = assembleSumOfProducts(this.#memory, { multiply: [...DOT, ...TO_FLOATS], sums: 1 });
  }

  get size(): number {
    return this.#rowOf.size;
  }

  add(id: number, vector: Float32Array): void {
    this.#reserve(this.#rows + 1);
    this.#steps[this.#rows] = this.#write(vector, this.#offsetOf(this.#rows));
    this.#rowOf.set(id, this.#rows++);
  }

  /** Its bytes stay until the process ends; removals are few. */
  remove(id: number): void {
    this.#rowOf.delete(id);
  }

  /** The k ids among `allow` that are nearest to a query; ids that are not here are ignored. */
  search(query: Float32Array, k: number, allow: IdSet): Neighbours {
    const step = this.#write(query, 0);
    const best = new TopK(k);
    for (const id of allow.toArray()) {
      const row = this.#rowOf.get(id);
      if (row === undefined) continue;
      const at = this.#offsetOf(row);
      const cosine = this.#multiply(at, 0, at + this.#rowBytes) * step * (this.#steps[row] as number);
      if (cosine > best.threshold) best.push(id, cosine);
    }
    return best.finish();
  }

  #offsetOf(row: number): number {
    return (row + 1) * this.#rowBytes;
  }

  /** @returns what one step of the numbers that were written is worth */
  #write(vector: Float32Array, offset: number): number {
    const numbers = new Int16Array(this.#memory.reserve(offset + this.#rowBytes), offset, this.#dim);
    const step = findPeak(vector) / RANGE;
    for (let i = 0; i < numbers.length; i++) numbers[i] = Math.round((vector[i] as number) / step);
    return step;
  }

  #reserve(rows: number): void {
    if (rows <= this.#steps.length) return;
    const room = Math.max(1024, Math.ceil(rows * 1.5));
    this.#memory.reserve(this.#offsetOf(room));
    const steps = new Float32Array(room);
    steps.set(this.#steps);
    this.#steps = steps;
  }
}

/** The largest number of a vector, without its sign. */
function findPeak(vector: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < vector.length; i++) peak = Math.max(peak, Math.abs(vector[i] as number));
  return peak || 1;
}
