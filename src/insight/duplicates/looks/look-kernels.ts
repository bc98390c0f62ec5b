import { KernelMemory, loadKernels } from '../../../runtime/wasm-kernel.js';
import { LOOK_KERNELS } from './wasm-binaries.js';

/** Where the square of one look lies in that of another: its centre and its width and height, as shares of the other's sides. */
export interface Placement {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Both are the whole image. */
export const WHOLE: Placement = { x: 0.5, y: 0.5, width: 1, height: 1 };

/** Squares are compared in this many blocks along each side. */
const BLOCKS = 8;

/** The details of a square: each block without the means of its rows and columns. */
export interface Details {
  /** One block after the other, rows from the top. */
  values: Float32Array;
  /** Variance of each block; −1 where a part of it lies outside. */
  variances: Float64Array;
}

/** The functions of `look-kernels.wat`. Squares and results are byte offsets of the memory; their sums are in double precision. */
interface LookKernels {
  correlate(
    ...args: [
      square: number,
      own: number,
      side: number,
      x: number,
      y: number,
      width: number,
      height: number,
      least: number,
    ]
  ): number;
  sample(
    ...args: [square: number, to: number, side: number, x: number, y: number, width: number, height: number]
  ): void;
  details(square: number, side: number, edge: number, to: number, variances: number): void;
  covariances(a: number, b: number, cells: number, covariances: number, end: number): void;
}

/** The memory: what the kernels need for themselves, then the parts of this module. Sides are up to 128. */
const SQUARE_BYTES = 128 * 128 * Float32Array.BYTES_PER_ELEMENT;
const FIRST = 5120;
const SECOND = FIRST + SQUARE_BYTES;
const RESULT = SECOND + SQUARE_BYTES;
const NUMBERS = RESULT + SQUARE_BYTES;
const MEMORY_BYTES = NUMBERS + BLOCKS * BLOCKS * Float64Array.BYTES_PER_ELEMENT;

let loaded: ReturnType<typeof load> | undefined;

function load() {
  const memory = new KernelMemory();
  const kernels = loadKernels<LookKernels>(LOOK_KERNELS, memory);
  const buffer = memory.reserve(MEMORY_BYTES);
  const floats = new Float32Array(buffer);
  const numbers = new Float64Array(buffer, NUMBERS, BLOCKS * BLOCKS);
  /** Squares that are in memory: one is compared in many places. */
  const held = new Map<number, Float32Array>();

  /** Copies a square to where it is compared. It is not changed afterwards. */
  function put(at: typeof FIRST | typeof SECOND, square: Float32Array): void {
    if (held.get(at) === square) return;
    floats.set(square, at / Float32Array.BYTES_PER_ELEMENT);
    held.set(at, square);
  }

  function copyResult(length: number): Float32Array {
    const from = RESULT / Float32Array.BYTES_PER_ELEMENT;
    return floats.slice(from, from + length);
  }

  return { kernels, numbers, put, copyResult };
}

function getLoaded() {
  loaded ??= load();
  return loaded;
}

/**
 * The correlation of two squares, over what both show where `own` is placed in `square`.
 * @param minOverlap share of `own` that has to lie in `square`
 * @returns −1 where less than that does
 */
export function correlateSquares(
  square: Float32Array,
  own: Float32Array,
  side: number,
  { x, y, width, height }: Placement,
  minOverlap: number,
): number {
  const { kernels, put } = getLoaded();
  put(FIRST, square);
  put(SECOND, own);
  return kernels.correlate(FIRST, SECOND, side, x, y, width, height, minOverlap * own.length);
}

/** Bilinear samples of a square at the cells of another that is placed in it; −1 outside. */
export function sampleSquare(square: Float32Array, side: number, { x, y, width, height }: Placement): Float32Array {
  const { kernels, put, copyResult } = getLoaded();
  put(FIRST, square);
  kernels.sample(FIRST, RESULT, side, x, y, width, height);
  return copyResult(square.length);
}

/** Removes the means of its rows and columns from each block. A block with a number below 0 lies outside, and has no details. */
export function takeDetails(square: Float32Array, side: number): Details {
  const { kernels, numbers, put, copyResult } = getLoaded();
  put(FIRST, square);
  kernels.details(FIRST, side, side / BLOCKS, RESULT, NUMBERS);
  return { values: copyResult(square.length), variances: numbers.slice() };
}

/** The covariance of each block of two squares of one side. */
export function covary(a: Details, b: Details): Float64Array {
  const { kernels, numbers, put } = getLoaded();
  put(FIRST, a.values);
  put(SECOND, b.values);
  kernels.covariances(FIRST, SECOND, a.values.length / numbers.length, NUMBERS, NUMBERS + numbers.byteLength);
  return numbers.slice();
}
