/**
 * Small programs for WebAssembly's vector instructions, put together by hand: they do in one step what JavaScript does number by number
 * (WebAssembly Core Specification 2.0, chapters 4 and 5).
 */

/** An unsigned number in as few bytes as it needs (LEB128). */
export function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

/** Types of values. */
export const I32 = 0x7f;
export const F32 = 0x7d;
export const V128 = 0x7b;

/** Instructions. */
export const get = (local: number) => [0x20, local];
export const set = (local: number) => [0x21, local];
/** A number that is not negative. Where its last byte has a bit in the sign's place, one more byte says that it is none. */
export const constant = (value: number) => {
  const bytes = leb(value);
  const last = bytes.at(-1) as number;
  return [0x41, ...bytes.slice(0, -1), ...(last & 0x40 ? [last | 0x80, 0] : [last])];
};
export const vector = (code: number) => [0xfd, ...leb(code)];
export const ADD = [0x6a];
export const MULTIPLY = [0x6c];
export const IS_LESS = [0x49];

/** Runs `body` again and again for as long as it leaves something else than 0 behind. */
export const loopWhile = (body: readonly number[]) => [0x03, 0x40, ...body, 0x0d, 0, 0x0b];

/** A function over a memory. */
export interface Program {
  parameters: readonly number[];
  result?: number;
  variables: readonly number[];
  body: readonly number[];
}

/** What is used of the interface that every JavaScript engine has. */
interface WebAssemblyApi {
  Module: new (program: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
}
const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

const PAGE_BYTES = 65_536;
const NAME = [1, 'm'.charCodeAt(0)];
const section = (id: number, content: readonly number[]) => [id, ...leb(content.length), ...content];
const list = (items: readonly number[]) => [items.length, ...items];

/** A memory that grows, for a program to work on. */
export class ProgramMemory {
  readonly native = new Memory({ initial: 1 });

  /** The memory, with at least this many bytes; after it grew, what was got before is of no use any more. */
  reserve(byteCount: number): ArrayBuffer {
    const missing = byteCount - this.native.buffer.byteLength;
    if (missing > 0) this.native.grow(Math.ceil(missing / PAGE_BYTES));
    return this.native.buffer;
  }
}

/** Makes a function of a program. Its type is the caller's to know. */
export function assemble<F>({ parameters, result, variables, body }: Program, memory: ProgramMemory): F {
  const results = result === undefined ? [] : [result];
  const code = [variables.length, ...variables.flatMap((type) => [1, type]), ...body, 0x0b];
  const program = Uint8Array.from([
    ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...list(parameters), ...list(results)]),
    // The memory comes from outside, one page at least.
    ...section(2, [1, ...NAME, ...NAME, 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...NAME, 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
  return new Instance(new Module(program), { m: { m: memory.native } }).exports['m'] as F;
}
