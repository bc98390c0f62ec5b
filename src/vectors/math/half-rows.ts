import { fromHalf } from '../../runtime/float16.js';
import { KernelMemory, loadKernels } from '../../runtime/wasm-kernel.js';
import { DOT_F16 } from './wasm-binaries.js';
import type { DotKernel } from './wasm-kernel.js';

/** The kernels work on 32 halves at a time. */
const STEP = 32;
const HALF_BYTES = Uint16Array.BYTES_PER_ELEMENT;

/** See `dot-f16.wat`. */
const SCALE = 2 ** 112;

/** A square from here on may be that of a vector with numbers that are not finite. */
const MAY_BE_INFINITE = 2 ** 32;

/** Rows of `dim` halves, as vectors are stored, side by side in one memory, and their dot products with a vector of floats. */
export class HalfRows {
  readonly #dim: number;
  readonly #rowBytes: number;
  /** The vector that rows are multiplied by first, then the rows, each padded with zeros. */
  readonly #memory = new KernelMemory();
  /** All of the memory. */
  #bytes: Uint8Array;
  readonly #kernels: { dot: DotKernel; square(row: number, end: number): number };

  constructor(dim: number) {
    this.#dim = dim;
    this.#rowBytes = HALF_BYTES * STEP * Math.ceil(dim / STEP);
    this.#kernels = loadKernels(DOT_F16, this.#memory);
    this.#bytes = new Uint8Array(this.#memory.reserve(this.#offsetOf(0)));
  }

  /** Allocates memory for this many rows. */
  reserve(rows: number): void {
    const buffer = this.#memory.reserve(this.#offsetOf(rows));
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
  }

  /** @param halves `2 * dim` bytes, little-endian; @param row in reserved memory */
  write(row: number, halves: Uint8Array): void {
    this.#bytes.set(halves, this.#offsetOf(row));
  }

  /** The vector that {@link product} multiplies by. Its numbers must be less than 2¹⁵ in size. */
  setFactor(vector: Float32Array): void {
    new Float32Array(this.#bytes.buffer, 0, this.#dim).set(vector.map((value) => value * SCALE));
  }

  /** In single precision: off by at most `roundingError` of `float-rows.ts`. */
  product(row: number): number {
    const at = this.#offsetOf(row);
    return this.#kernels.dot(at, 0, at + this.#rowBytes);
  }

  /** The length of a row, in single precision; infinite for one with numbers that are not finite. */
  norm(row: number): number {
    const at = this.#offsetOf(row);
    const square = this.#kernels.square(at, at + this.#rowBytes);
    if (square >= MAY_BE_INFINITE && !this.read(row).every(Number.isFinite)) return Number.POSITIVE_INFINITY;
    return Math.sqrt(square);
  }

  /** The product with the same vector in double precision; it takes some twenty times as long. */
  exactProduct(row: number, factor: Float32Array): number {
    const halves = this.#halvesOf(row);
    let sum = 0;
    for (let i = 0; i < halves.length; i++) sum += fromHalf(halves[i] as number) * (factor[i] as number);
    return sum;
  }

  /** The numbers of a row. */
  read(row: number): Float32Array {
    return Float32Array.from(this.#halvesOf(row), fromHalf);
  }

  #halvesOf(row: number): Uint16Array {
    return new Uint16Array(this.#bytes.buffer, this.#offsetOf(row), this.#dim);
  }

  /** The vector takes twice the bytes of a row. */
  #offsetOf(row: number): number {
    return (row + 2) * this.#rowBytes;
  }
}
