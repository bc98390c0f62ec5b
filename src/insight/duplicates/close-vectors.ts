import { KernelMemory, loadKernels } from '../../runtime/wasm-kernel.js';
import { RowProducts } from '../../vectors/math/row-products.js';
import { CLOSE_KERNEL } from './wasm-binaries.js';

/** Numbers of the short vector that stands for one; a multiple of 16. */
const SHORT = 128;
const SHORT_BYTES = 2 * SHORT;

/** Vectors that others are compared with at a time: they stay in the cache of a core, others pass by once for all of them. A multiple of 4. */
const QUERIES = 64;

/** Numbers are multiples of 1/16,384: the products of unit vectors fit into 32 bits. */
const SCALE = 2 ** 14;

/** Vectors that are compared before other work on the thread may go on. */
const STEP = 2048;

/** The function of `close-kernel.wat`. */
interface CloseKernel {
  scan(
    ...args: [
      ...[row: number, end: number, queries: number, queriesEnd: number, shortBytes: number, least: number],
      ...[long: number, longQueries: number, longBytes: number, leastLong: number],
      ...[counts: number, hits: number, most: number],
    ]
  ): void;
}

/**
 * Finds all vectors that are close to one, by comparison with each. Most are excluded by a short vector: its coordinates in the space that some of
 * the vectors span, and the length of what lies outside; by Cauchy and Schwarz, the product of two short vectors is no less than that of the
 * vectors. None is missed.
 */
export class CloseVectors {
  readonly #dim: number;
  readonly #count: number;
  readonly #basis: RowProducts;
  readonly #kernel: CloseKernel;
  readonly #longBytes: number;
  readonly #at: { queries: number; longQueries: number; counts: number; hits: number; short: number; long: number };
  readonly #numbers: Int16Array;
  readonly #words: Uint32Array;
  readonly #most: number;

  /**
   * @param count vectors that will be written
   * @param sample some of them, unit vectors
   * @param most hits of a vector that are listed
   */
  constructor(dim: number, count: number, sample: readonly Float32Array[], most: number) {
    this.#dim = dim;
    this.#count = count;
    this.#most = most;
    this.#basis = new RowProducts(makeBasis(sample.slice(0, Math.min(dim, SHORT - 1)), dim), dim);
    this.#longBytes = 16 * Math.ceil(dim / 8);
    const memory = new KernelMemory();
    this.#kernel = loadKernels<CloseKernel>(CLOSE_KERNEL, memory);
    const longQueries = QUERIES * SHORT_BYTES;
    const counts = longQueries + QUERIES * this.#longBytes;
    const hits = counts + 4 * QUERIES;
    const short = hits + 4 * QUERIES * most;
    const long = short + count * SHORT_BYTES;
    this.#at = { queries: 0, longQueries, counts, hits, short, long };
    const buffer = memory.reserve(long + count * this.#longBytes);
    this.#numbers = new Int16Array(buffer, 0, (long + count * this.#longBytes) / 2);
    this.#words = new Uint32Array(buffer, 0, short / 4);
  }

  /** Vectors that are compared with others at a time. */
  static readonly QUERIES = QUERIES;

  /** @param position 0 … count − 1, once each; those that are not written are close to none */
  write(position: number, vector: Float32Array): void {
    const coordinates = this.#basis.multiply(vector);
    const short = this.#shortOf(position);
    let inside = 0;
    for (const [i, coordinate] of coordinates.entries()) {
      inside += coordinate ** 2;
      short[i] = Math.round(coordinate * SCALE);
    }
    let whole = 0;
    const long = this.#longOf(position);
    for (let i = 0; i < this.#dim; i++) {
      const value = vector[i] as number;
      whole += value ** 2;
      long[i] = Math.round(value * SCALE);
    }
    short[SHORT - 1] = Math.round(Math.sqrt(Math.max(0, whole - inside)) * SCALE);
  }

  /**
   * Positions after the first of some vectors that are close to each of them.
   * @param positions ascending, at most {@link QUERIES}
   * @param cosine found are all of at least this cosine, and none of less than 0.003 below it
   * @returns of each, ascending, itself among them; `undefined` where there are `most` or more
   */
  async search(
    positions: readonly number[],
    cosine: number,
    yieldIfDue: () => Promise<void> | undefined,
  ): Promise<(number[] | undefined)[]> {
    const { queries, longQueries, counts, hits, short, long } = this.#at;
    const fours = 4 * Math.ceil(positions.length / 4);
    for (let q = 0; q < fours; q++) this.#writeQuery(q, positions[q]);
    this.#words.fill(0, counts / 4, counts / 4 + QUERIES);
    for (let from = positions[0] as number; from < this.#count; from += STEP) {
      const end = Math.min(this.#count, from + STEP);
      this.#kernel.scan(
        ...[short + from * SHORT_BYTES, short + end * SHORT_BYTES, queries, queries + fours * SHORT_BYTES, SHORT_BYTES],
        toLeast(cosine, SHORT),
        ...[long + from * this.#longBytes, longQueries, this.#longBytes, toLeast(cosine, this.#dim)],
        ...[counts, hits, this.#most],
      );
      await yieldIfDue();
    }
    return positions.map((_, q) => {
      const found = this.#words[counts / 4 + q] as number;
      if (found >= this.#most) return undefined;
      const first = hits / 4 + q * this.#most;
      return Array.from(this.#words.subarray(first, first + found), (offset) => (offset - short) / SHORT_BYTES);
    });
  }

  /** @param position `undefined`: a vector that is close to none */
  #writeQuery(q: number, position: number | undefined): void {
    const short = position === undefined ? new Int16Array(SHORT) : this.#shortOf(position);
    // Registers of four stand side by side.
    const first = this.#at.queries / 2 + (q >> 2) * 4 * SHORT + (q & 3) * 8;
    for (let i = 0; i < SHORT; i += 8) this.#numbers.set(short.subarray(i, i + 8), first + 4 * i);
    if (position !== undefined)
      this.#numbers.set(this.#longOf(position), (this.#at.longQueries + q * this.#longBytes) / 2);
  }

  #shortOf(position: number): Int16Array {
    const from = this.#at.short / 2 + position * SHORT;
    return this.#numbers.subarray(from, from + SHORT);
  }

  #longOf(position: number): Int16Array {
    const from = (this.#at.long + position * this.#longBytes) / 2;
    return this.#numbers.subarray(from, from + this.#longBytes / 2);
  }
}

/** The least product of integers of unit vectors with at least this cosine: each number is off by half a step at most, and the vectors by a little. */
function toLeast(cosine: number, length: number): number {
  const half = 0.5 / SCALE;
  const error = 2 * Math.sqrt(length) * half + length * half ** 2 + 2e-4;
  return Math.floor((cosine - error) * SCALE ** 2);
}

/** Unit vectors at right angles that span what the sample spans (Gram–Schmidt process), one after the other. */
function makeBasis(sample: readonly Float32Array[], dim: number): Float32Array {
  const basis: Float64Array[] = [];
  for (const vector of sample) {
    const rest = Float64Array.from(vector);
    // Twice: what is left of vectors that are nearly spanned is mostly error after one round.
    for (let round = 0; round < 2; round++) {
      for (const axis of basis) {
        const along = multiply(axis, rest);
        for (let i = 0; i < dim; i++) rest[i] = (rest[i] as number) - along * (axis[i] as number);
      }
    }
    const length = Math.sqrt(multiply(rest, rest));
    if (length > 0.01) basis.push(rest.map((value) => value / length));
  }
  const rows = new Float32Array(basis.length * dim);
  basis.forEach((axis, i) => {
    rows.set(axis, i * dim);
  });
  return rows;
}

function multiply(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
