import { KernelMemory } from '../../runtime/wasm-kernel.js';
import { DOT_F32 } from './wasm-binaries.js';
import { type DotKernel, loadDotKernel, REGISTER_BYTES } from './wasm-kernel.js';

/** The kernel works on eight registers at a time. */
const STEP_BYTES = 8 * REGISTER_BYTES;

/** Half of the distance from 1 to the next number of single precision, and the least positive number. */
const UNIT_ROUNDOFF = 2 ** -24;
const LEAST = 2 ** -149;

/**
 * The largest difference of a product of {@link FloatRows} from the exact one. The kernel adds in 32 lanes, then the lanes: each number passes
 * one multiplication and at most `dim / 32 + 10` additions (Higham, Accuracy and Stability of Numerical Algorithms, 3.1).
 * @param norms the product of the lengths of both vectors, an upper bound of the sum of absolute products
 */
export function roundingError(dim: number, norms: number): number {
  const steps = Math.ceil(dim / 32) + 11;
  return (norms * steps * UNIT_ROUNDOFF) / (1 - steps * UNIT_ROUNDOFF) + 2 * dim * LEAST;
}

/** Rows of `dim` floats side by side in one memory, and their dot products with a vector, in single precision. */
export class FloatRows {
  readonly #dim: number;
  readonly #rowBytes: number;
  /** The vector that rows are multiplied by first, then the rows, each padded with zeros. */
  readonly #memory = new KernelMemory();
  /** All of the memory. */
  #numbers: Float32Array;
  readonly #dot: DotKernel;

  constructor(dim: number) {
    this.#dim = dim;
    this.#rowBytes = STEP_BYTES * Math.ceil((dim * Float32Array.BYTES_PER_ELEMENT) / STEP_BYTES);
    this.#dot = loadDotKernel(DOT_F32, this.#memory);
    this.#numbers = new Float32Array(this.#memory.reserve(this.#rowBytes));
  }

  /** Bytes of memory that this many rows take. */
  static bytesFor(dim: number, rows: number): number {
    return rows * STEP_BYTES * Math.ceil((dim * Float32Array.BYTES_PER_ELEMENT) / STEP_BYTES);
  }

  /** A vector in double precision, padded for {@link exactProduct}: only the numbers of rows have to be widened then. */
  static widen(vector: Float32Array): Float64Array {
    const widened = new Float64Array(4 * Math.ceil(vector.length / 4));
    widened.set(vector);
    return widened;
  }

  /** Allocates memory for this many rows. */
  reserve(rows: number): void {
    const buffer = this.#memory.reserve(this.#offsetOf(rows));
    if (this.#numbers.buffer !== buffer) this.#numbers = new Float32Array(buffer);
  }

  /** @param row in reserved memory */
  write(row: number, vector: Float32Array): void {
    this.#numbers.set(vector, this.#offsetOf(row) / Float32Array.BYTES_PER_ELEMENT);
  }

  /** @returns a view that is valid until memory is reserved */
  read(row: number): Float32Array {
    const from = this.#offsetOf(row) / Float32Array.BYTES_PER_ELEMENT;
    return this.#numbers.subarray(from, from + this.#dim);
  }

  /** The vector that {@link product} multiplies by. */
  setFactor(vector: Float32Array): void {
    this.#numbers.set(vector);
  }

  product(row: number): number {
    const at = this.#offsetOf(row);
    return this.#dot(at, 0, at + this.#rowBytes);
  }

  /** The product in double precision, several times as slow. @param factor see {@link widen} */
  exactProduct(row: number, factor: Float64Array): number {
    const numbers = this.#numbers;
    const from = this.#offsetOf(row) / Float32Array.BYTES_PER_ELEMENT;
    // Four sums, because an addition waits for the one before; the padding is zeros.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < factor.length; i += 4) {
      a += (numbers[from + i] as number) * (factor[i] as number);
      b += (numbers[from + i + 1] as number) * (factor[i + 1] as number);
      c += (numbers[from + i + 2] as number) * (factor[i + 2] as number);
      d += (numbers[from + i + 3] as number) * (factor[i + 3] as number);
    }
    return a + b + c + d;
  }

  #offsetOf(row: number): number {
    return (row + 1) * this.#rowBytes;
  }
}
