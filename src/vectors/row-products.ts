import {
  ADD,
  assemble,
  constant,
  F32,
  get,
  I32,
  IS_LESS,
  loopWhile,
  ProgramMemory,
  set,
  V128,
  vector,
} from '../wasm-program.js';

/** Numbers multiplied by one instruction, and how many such sums go on beside each other: one need not wait for another. */
const LANES = 4;
const SUMS = 8;
const STEP_BYTES = LANES * SUMS * Float32Array.BYTES_PER_ELEMENT;

// The program's parameters and its variables, by their numbers.
const ROW = 0;
const VECTOR = 1;
const END = 2;
const SUM = 3;
const load = (offset: number) => [...vector(0x00), 0, offset];
const ADD_FLOATS = vector(0xe4);
const MULTIPLY_FLOATS = vector(0xe6);
const ADD_FLOAT = [0x92];
const lane = (index: number) => [...get(SUM), ...vector(0x1f), index];
const advance = (local: number) => [...get(local), ...constant(STEP_BYTES), ...ADD, ...set(local)];

const multiplyAndAdd = (sum: number) => {
  const part = load(16 * sum);
  const product = [...get(ROW), ...part, ...get(VECTOR), ...part, ...MULTIPLY_FLOATS];
  return [...product, ...get(SUM + sum), ...ADD_FLOATS, ...set(SUM + sum)];
};

const SUM_OF_PRODUCTS = {
  parameters: [I32, I32, I32],
  result: F32,
  variables: Array<number>(SUMS).fill(V128),
  body: [
    ...loopWhile([
      ...Array.from({ length: SUMS }, (_, sum) => multiplyAndAdd(sum)).flat(),
      ...[...advance(ROW), ...advance(VECTOR), ...get(ROW), ...get(END), ...IS_LESS],
    ]),
    ...Array.from({ length: SUMS - 1 }, (_, i) => [
      ...get(SUM),
      ...get(SUM + 1 + i),
      ...ADD_FLOATS,
      ...set(SUM),
    ]).flat(),
    ...[...lane(0), ...lane(1), ...ADD_FLOAT, ...lane(2), ...ADD_FLOAT, ...lane(3), ...ADD_FLOAT],
  ],
};

/** Products of vectors that stay the same with one that changes, in single precision: four times as fast as number by number. */
export class RowProducts {
  readonly #dim: number;
  readonly #rowBytes: number;
  /** The vector that changes first, then the rows. */
  readonly #memory = new ProgramMemory();
  readonly #multiply: (row: number, vector: number, end: number) => number;
  readonly #products: Float32Array;

  /** @param rows one after the other, `dim` numbers each */
  constructor(rows: Float32Array, dim: number) {
    this.#dim = dim;
    this.#rowBytes = STEP_BYTES * Math.ceil((dim * Float32Array.BYTES_PER_ELEMENT) / STEP_BYTES);
    const count = rows.length / dim;
    const memory = this.#memory.reserve((count + 1) * this.#rowBytes);
    for (let row = 0; row < count; row++)
      new Float32Array(memory, (row + 1) * this.#rowBytes, dim).set(rows.subarray(row * dim, (row + 1) * dim));
    this.#multiply = assemble(SUM_OF_PRODUCTS, this.#memory);
    this.#products = new Float32Array(count);
  }

  /** @returns a product for each row; of use until the next call */
  multiply(vector: Float32Array): Float32Array {
    new Float32Array(this.#memory.reserve(0), 0, this.#dim).set(vector);
    for (let row = 0, at = this.#rowBytes; row < this.#products.length; row++, at += this.#rowBytes)
      this.#products[row] = this.#multiply(at, 0, at + this.#rowBytes);
    return this.#products;
  }
}
