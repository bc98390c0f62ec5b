/**
 * One row of bytes out of four, each times a weight: the inner loop of enlarging. JavaScript works on one byte at a time; WebAssembly's vector
 * instructions take eight, which makes enlarging several times as fast.
 */

import {
  ADD,
  assemble,
  constant,
  get,
  I32,
  IS_LESS,
  loopWhile,
  MULTIPLY,
  ProgramMemory,
  set,
  V128,
  vector,
} from '../../runtime/wasm-program.js';

/** Weights are whole numbers of this many binary places: four of them times 255 stay within 32 bits. */
export const WEIGHT_BITS = 22;

/** Rows that are mixed into one. */
export const TAPS = 4;

/** Bytes worked on at a time: rows take a multiple of it. */
export const STEP = 8;

const LOAD_8_BYTES = [...vector(0x5d), 0, 0];
const STORE_8_BYTES = [...vector(0x5b), 0, 0, 0];
const SPLAT = vector(0x11);
const BYTES_TO_SHORTS = vector(0x89);
const LOW_TO_LONGS = vector(0xa9);
const HIGH_TO_LONGS = vector(0xaa);
const ADD_LONGS = vector(0xae);
const MULTIPLY_LONGS = vector(0xb5);
const SHIFT_LONGS = vector(0xac);
/** Both clamp to what fits. */
const LONGS_TO_SHORTS = vector(0x85);
const SHORTS_TO_BYTES = vector(0x66);

// Parameters and variables, by their numbers.
const TO = 0;
const FROM = 1;
const STRIDE = 2;
const END = 3;
const WEIGHTS = [4, 5, 6, 7];
const LOW = 8;
const HIGH = 9;
const SHORTS = 10;

/** Adds eight bytes of one row, times its weight, to the two sums of four. */
function addRow(row: number): number[] {
  const weigh = [...get(WEIGHTS[row] as number), ...SPLAT, ...MULTIPLY_LONGS];
  const from = [...get(FROM), ...get(STRIDE), ...constant(row), ...MULTIPLY, ...ADD];
  return [
    ...[...from, ...LOAD_8_BYTES, ...BYTES_TO_SHORTS, ...set(SHORTS)],
    ...[...get(LOW), ...get(SHORTS), ...LOW_TO_LONGS, ...weigh, ...ADD_LONGS, ...set(LOW)],
    ...[...get(HIGH), ...get(SHORTS), ...HIGH_TO_LONGS, ...weigh, ...ADD_LONGS, ...set(HIGH)],
  ];
}

const advance = (local: number) => [...get(local), ...constant(STEP), ...ADD, ...set(local)];
/** Half of what is shifted out, so that the shift rounds. */
const startSum = (local: number) => [...constant(1 << (WEIGHT_BITS - 1)), ...SPLAT, ...set(local)];
const finishSum = (local: number) => [...get(local), ...constant(WEIGHT_BITS), ...SHIFT_LONGS];

const LOOP = [
  ...[...startSum(LOW), ...startSum(HIGH)],
  ...[0, 1, 2, 3].flatMap(addRow),
  ...[...get(TO), ...finishSum(LOW), ...finishSum(HIGH), ...LONGS_TO_SHORTS, ...get(SHORTS), ...SHORTS_TO_BYTES],
  ...STORE_8_BYTES,
  ...[...advance(FROM), ...advance(TO), ...get(TO), ...get(END), ...IS_LESS],
];
const memory = new ProgramMemory();

/** The memory that rows are in, with at least this many bytes; what was got before may be of no use any more. */
export function reserveRows(byteCount: number): Uint8Array {
  return new Uint8Array(memory.reserve(byteCount));
}

/**
 * Mixes rows that lie `stride` apart in the memory into one.
 * @param to where the row begins that is made
 * @param from where the first of the four rows begins
 * @param end where the row ends that is made; rounded up to a multiple of {@link STEP} from `to`
 */
export const mixRows = assemble<
  (to: number, from: number, stride: number, end: number, w0: number, w1: number, w2: number, w3: number) => void
>({ parameters: Array<number>(8).fill(I32), variables: [V128, V128, V128], body: loopWhile(LOOP) }, memory);
