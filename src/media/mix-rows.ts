/**
 * One row of bytes out of four, each times a weight: the inner loop of enlarging. JavaScript works on one byte at a time; WebAssembly's vector
 * instructions take eight, which makes enlarging several times as fast. The program is short enough to be put together by hand
 * (WebAssembly Core Specification 2.0, chapters 4 and 5).
 */

/** Weights are whole numbers of this many binary places: four of them times 255 stay within 32 bits. */
export const WEIGHT_BITS = 22;

/** Rows that are mixed into one. */
export const TAPS = 4;

/** Bytes worked on at a time: rows take a multiple of it. */
export const STEP = 8;

/** An unsigned number in as few bytes as it needs (LEB128). */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

const I32 = 0x7f;
const V128 = 0x7b;
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
/** For numbers whose last byte has no bit where a sign would be; all here are such. */
const constant = (value: number) => [0x41, ...leb(value)];
const vector = (code: number) => [0xfd, ...leb(code)];
const ADD = [0x6a];
const MULTIPLY = [0x6c];
const IS_LESS = [0x49];
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
/** Three variables; a loop that goes back while there is more. */
const BODY = [1, 3, V128, 0x03, 0x40, ...LOOP, 0x0d, 0, 0x0b, 0x0b];
const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content];

/** What is used of the interface that every JavaScript engine has. */
interface WebAssemblyApi {
  Module: new (program: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
}
const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

const name = [1, 'm'.charCodeAt(0)];
const PROGRAM = Uint8Array.from([
  ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
  // One kind of function: eight numbers in, nothing out.
  ...section(1, [1, 0x60, 8, ...Array<number>(8).fill(I32), 0]),
  // The memory comes from outside, one page at least.
  ...section(2, [1, ...name, ...name, 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name, 0, 0]),
  ...section(10, [1, ...leb(BODY.length), ...BODY]),
]);

const PAGE_BYTES = 65_536;
const memory = new Memory({ initial: 1 });

/** The memory that rows are in, with at least this many bytes; what was got before may be of no use any more. */
export function reserveRows(byteCount: number): Uint8Array {
  const missing = byteCount - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return new Uint8Array(memory.buffer);
}

/**
 * Mixes rows that lie `stride` apart in the memory into one.
 * @param to where the row begins that is made
 * @param from where the first of the four rows begins
 * @param end where the row ends that is made; rounded up to a multiple of {@link STEP} from `to`
 */
export const mixRows = new Instance(new Module(PROGRAM), { m: { m: memory } }).exports['m'] as (
  to: number,
  from: number,
  stride: number,
  end: number,
  w0: number,
  w1: number,
  w2: number,
  w3: number,
) => void;
