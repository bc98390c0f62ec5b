/** The sum of the products of two vectors' numbers, by WebAssembly's vector instructions. */
import {
  ADD,
  assemble,
  constant,
  F32,
  get,
  I32,
  IS_LESS,
  loopWhile,
  type ProgramMemory,
  set,
  V128,
  vector,
} from '../../runtime/wasm-program.js';

/** Bytes that one instruction works on. */
export const VECTOR_BYTES = 16;

// The program's parameters and the first of its variables, by their numbers.
const ROW = 0;
const OTHER = 1;
const END = 2;
const SUM = 3;
const load = (offset: number) => [...vector(0x00), 0, offset];
const ADD_FLOATS = vector(0xe4);
const ADD_FLOAT = [0x92];
const lane = (index: number) => [...get(SUM), ...vector(0x1f), index];

/**
 * @param multiply makes four products, as floats, of what was loaded of both
 * @param sums how many go on beside each other, 1…8: one need not wait for another. Vectors take a multiple of so many times
 * {@link VECTOR_BYTES}.
 * @returns takes where in the memory the two begin, and where the first ends
 */
export function assembleSumOfProducts(
  memory: ProgramMemory,
  { multiply, sums }: { multiply: readonly number[]; sums: number },
): (row: number, other: number, end: number) => number {
  const numbers = Array.from({ length: sums }, (_, i) => i);
  const advance = (local: number) => [...get(local), ...constant(sums * VECTOR_BYTES), ...ADD, ...set(local)];
  const addPart = (i: number) => {
    const part = load(i * VECTOR_BYTES);
    const products = [...get(ROW), ...part, ...get(OTHER), ...part, ...multiply];
    return [...products, ...get(SUM + i), ...ADD_FLOATS, ...set(SUM + i)];
  };
  const addUp = (i: number) => [...get(SUM), ...get(SUM + i), ...ADD_FLOATS, ...set(SUM)];
  const body = [
    ...loopWhile([
      ...numbers.flatMap(addPart),
      ...[...advance(ROW), ...advance(OTHER), ...get(ROW), ...get(END), ...IS_LESS],
    ]),
    ...numbers.slice(1).flatMap(addUp),
    ...[...lane(0), ...lane(1), ...ADD_FLOAT, ...lane(2), ...ADD_FLOAT, ...lane(3), ...ADD_FLOAT],
  ];
  return assemble({ parameters: [I32, I32, I32], result: F32, variables: numbers.map(() => V128), body }, memory);
}
