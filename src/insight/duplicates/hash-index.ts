/** A 64-bit hash as two halves that bit operations can take. */
export interface Hash {
  high: number;
  low: number;
}

/** Where a hash is cut: six pieces of ten or eleven bits, each with the place of its lowest bit. */
const PIECES = [
  { shift: 0, bits: 11 },
  { shift: 11, bits: 11 },
  { shift: 22, bits: 10 },
  { shift: 32, bits: 11 },
  { shift: 43, bits: 11 },
  { shift: 54, bits: 10 },
];

/**
 * Hashes that differ in at most this many bits are found: in one of the six pieces they differ in two bits at most.
 * @public
 */
export const REACH = PIECES.length * 3 - 1;

export function readHash(bytes: Uint8Array): Hash {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return { high: view.getUint32(0), low: view.getUint32(4) };
}

/** In how many of the 64 bits two hashes differ. */
export function countDifferentBits(a: Hash, b: Hash): number {
  return countBits(a.high ^ b.high) + countBits(a.low ^ b.low);
}

/**
 * Finds hashes within some bits of another without comparing with all of them (multi-index hashing): hashes are kept by each of their
 * pieces, and of a piece every spelling within two bits is looked up.
 */
export class HashIndex {
  readonly #hashes: readonly Hash[];
  /** By piece, by its value: positions in the list. */
  readonly #buckets: (number[] | undefined)[][];
  /** When a position was last looked at, so that it is looked at once a search. */
  readonly #seen: Uint32Array;
  #round = 0;

  /** @param hashes found by their positions in this list */
  constructor(hashes: readonly Hash[]) {
    this.#hashes = hashes;
    this.#seen = new Uint32Array(hashes.length);
    this.#buckets = PIECES.map(({ bits }) => new Array<number[] | undefined>(2 ** bits));
    hashes.forEach((hash, position) => {
      PIECES.forEach((piece, i) => {
        const buckets = this.#buckets[i] as (number[] | undefined)[];
        const value = cut(hash, piece);
        buckets[value] ??= [];
        buckets[value].push(position);
      });
    });
  }

  /** Positions of the hashes that differ in at most `bits` (at most {@link REACH}), with how many; in no order. */
  search(hash: Hash, bits: number): { position: number; bits: number }[] {
    const found: { position: number; bits: number }[] = [];
    const round = ++this.#round;
    for (let i = 0; i < PIECES.length; i++) {
      const piece = PIECES[i] as (typeof PIECES)[number];
      const buckets = this.#buckets[i] as (number[] | undefined)[];
      const value = cut(hash, piece);
      for (const mask of SPELLINGS[piece.bits] as number[]) {
        const bucket = buckets[value ^ mask];
        if (bucket === undefined) continue;
        for (const position of bucket) {
          if (this.#seen[position] === round) continue;
          this.#seen[position] = round;
          const different = countDifferentBits(hash, this.#hashes[position] as Hash);
          if (different <= bits) found.push({ position, bits: different });
        }
      }
    }
    return found;
  }
}

/** By number of bits: every mask with at most two bits set. */
const SPELLINGS: Record<number, number[]> = Object.fromEntries(
  [10, 11].map((bits) => {
    const single = Array.from({ length: bits }, (_, i) => 1 << i);
    const double = single.flatMap((a, i) => single.slice(i + 1).map((b) => a | b));
    return [bits, [0, ...single, ...double]];
  }),
);

function cut({ high, low }: Hash, { shift, bits }: (typeof PIECES)[number]): number {
  const word = shift < 32 ? low : high;
  return (word >>> (shift % 32)) & (2 ** bits - 1);
}

/** The number of ones among 32 bits, counted in pairs, fours and bytes. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
