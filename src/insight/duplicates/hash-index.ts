import { KernelMemory, loadKernels } from '../../runtime/wasm-kernel.js';
import { HASH_KERNEL } from './wasm-binaries.js';

/** A 64-bit hash as two halves that bit operations can take. */
export interface Hash {
  high: number;
  low: number;
}

const HASH_BYTES = 8;

/** @param to ends before `to + 4 * (end - at) / 8` at the latest */
type Scan = (at: number, end: number, mostBits: number, to: number) => number;

export function readHash(bytes: Uint8Array): Hash {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HASH_BYTES);
  return { high: view.getUint32(0), low: view.getUint32(4) };
}

/** In how many of the 64 bits two hashes differ. */
export function countDifferentBits(a: Hash, b: Hash): number {
  return countBits(a.high ^ b.high) + countBits(a.low ^ b.low);
}

/**
 * Finds hashes within some bits of another, by comparison with each. At distances of a quarter of the bits, looking them up by their parts
 * visits a quarter of all, in random order; comparing in order, by one instruction each, takes a tenth of the time up to a million hashes.
 */
export class HashIndex {
  readonly #count: number;
  /** The hash that is looked for, then all of them, then the offsets of those found. */
  readonly #words: Uint32Array;
  readonly #scan: Scan;

  /** @param hashes found by their positions in this list */
  constructor(hashes: readonly Hash[]) {
    this.#count = hashes.length;
    const memory = new KernelMemory();
    this.#scan = loadKernels<{ scan: Scan }>(HASH_KERNEL, memory).scan;
    this.#words = new Uint32Array(memory.reserve(this.#offsetOf(hashes.length) + 4 * hashes.length));
    hashes.forEach((hash, position) => {
      this.#write(this.#offsetOf(position), hash);
    });
  }

  /** Positions, ascending and not before `from`, of the hashes that differ in at most `bits`, with how many. */
  search(hash: Hash, bits: number, from = 0): { position: number; bits: number }[] {
    this.#write(0, hash);
    const to = this.#offsetOf(this.#count);
    const end = this.#scan(this.#offsetOf(from), to, bits, to);
    return Array.from(this.#words.subarray(to / 4, end / 4), (offset) => ({
      position: offset / HASH_BYTES - 1,
      bits: countDifferentBits(hash, this.#read(offset)),
    }));
  }

  #offsetOf(position: number): number {
    return (position + 1) * HASH_BYTES;
  }

  #write(offset: number, { high, low }: Hash): void {
    this.#words[offset / 4] = low;
    this.#words[offset / 4 + 1] = high;
  }

  #read(offset: number): Hash {
    return { low: this.#words[offset / 4] as number, high: this.#words[offset / 4 + 1] as number };
  }
}

/** The number of ones among 32 bits, counted in pairs, fours and bytes. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
