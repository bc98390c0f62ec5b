import { KernelMemory } from '../../runtime/wasm-kernel.js';
import { quantise } from './quantise.js';
import { DOT_I8 } from './wasm-binaries.js';
import { type DotKernel, loadDotKernel, REGISTER_BYTES } from './wasm-kernel.js';

/** Rows are reserved so many at a time: growing detaches what was looked at before. */
const STEP_ROWS = 4096;

/** Rows of `dim` bytes with a scale each, side by side in one memory, and their dot products with a vector. `dim` is at most 4,096. */
export class ByteRows {
  readonly #dim: number;
  readonly #rowBytes: number;
  /** The vector that rows are multiplied by first, as 16-bit integers, then the rows, each padded with zeros. */
  readonly #memory = new KernelMemory();
  /** All of the memory. */
  #bytes: Int8Array;
  readonly #dot: DotKernel;
  #scales = new Float32Array(0);
  /** Size of one step of the vector's numbers. */
  #step = 0;

  constructor(dim: number) {
    this.#dim = dim;
    this.#rowBytes = REGISTER_BYTES * Math.ceil(dim / REGISTER_BYTES);
    this.#dot = loadDotKernel(DOT_I8, this.#memory);
    this.#bytes = new Int8Array(this.#memory.reserve(this.#offsetOf(0)));
  }

  /**
   * Writes rows side by side.
   * @param first the row that takes the first of them
   * @param values `dim` numbers a row, from −127 to 127
   * @param scales what the numbers of each row are multiplied by
   */
  write(first: number, values: Int8Array, scales: Float32Array): void {
    const end = first + scales.length;
    if (end > this.#scales.length) this.#grow(STEP_ROWS * Math.ceil(end / STEP_ROWS));
    this.#scales.set(scales, first);
    if (this.#rowBytes === this.#dim) {
      // All at once: a view a row takes longer than its bytes.
      this.#bytes.set(values, this.#offsetOf(first));
      return;
    }
    for (let i = 0; i < scales.length; i++)
      this.#bytes.set(values.subarray(i * this.#dim, (i + 1) * this.#dim), this.#offsetOf(first + i));
  }

  /** The vector that {@link product} multiplies by. */
  setFactor(vector: Float32Array): void {
    this.#step = quantise(vector, new Int16Array(this.#bytes.buffer, 0, this.#dim));
  }

  /** @param row that was written; off by the rounding of the factor, 0.0001 at most for unit vectors */
  product(row: number): number {
    const at = this.#offsetOf(row);
    return this.#dot(at, 0, at + this.#rowBytes) * this.#step * (this.#scales[row] as number);
  }

  #grow(rows: number): void {
    this.#bytes = new Int8Array(this.#memory.reserve(this.#offsetOf(rows)));
    const scales = new Float32Array(rows);
    scales.set(this.#scales);
    this.#scales = scales;
  }

  #offsetOf(row: number): number {
    return (row + 2) * this.#rowBytes;
  }
}
