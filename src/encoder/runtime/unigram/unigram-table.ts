import { readFileSync } from 'node:fs';
import { PhotoseekError } from '../../../errors.js';

/** The first bytes of a table: a name and a version. */
export const TABLE_MAGIC = 'PSUNI1\0\0';

/** The scores of a table are integers: those of `tokenizer.json`, which has four decimals, times this. */
const SCORE_UNIT = 10_000;

/** A piece that begins at a place of a text. */
export interface Match {
  id: number;
  score: number;
  /** Where it ends, in bytes of the text. */
  end: number;
}

/**
 * The pieces of a SentencePiece unigram model with their scores, sorted by their UTF-8 bytes. The file is used as it lies on disk: it is read in a
 * millisecond, where parsing the same vocabulary from `tokenizer.json` takes a second. `scripts/make-unigram-table.mjs` writes it.
 *
 * Layout, little-endian: magic, 8 bytes; uint32 × 4: number of pieces, ids of `<unk>`, of the first and of the last token of a text; uint32 × (n + 1):
 * where each piece begins in the bytes; uint32 × n: ids; int32 × n: scores; the bytes of all pieces.
 */
export class UnigramTable {
  readonly unknownId: number;
  readonly firstId: number;
  readonly lastId: number;
  /** Of a character that no piece begins with. */
  readonly unknownScore: number;
  readonly #count: number;
  readonly #starts: Uint32Array;
  readonly #ids: Uint32Array;
  readonly #scores: Int32Array;
  readonly #bytes: Uint8Array;

  /** @throws PhotoseekError `model-invalid` */
  constructor(file: string) {
    const read = readFileSync(file);
    // A view of 32-bit numbers begins at a multiple of four bytes.
    const aligned = read.byteOffset % 4 === 0 ? read : Uint8Array.from(read);
    const { buffer, byteOffset, byteLength } = aligned;
    const fail = () =>
      new PhotoseekError('model-invalid', `${file} is no table of a unigram tokenizer, or is cut off.`);
    if (byteLength < 24 || read.toString('latin1', 0, 8) !== TABLE_MAGIC) throw fail();
    const [count = 0, unknownId = 0, firstId = 0, lastId = 0] = new Uint32Array(buffer, byteOffset + 8, 4);
    const bytesAt = 24 + 4 * (3 * count + 1);
    if (byteLength < bytesAt) throw fail();
    this.#count = count;
    this.#starts = new Uint32Array(buffer, byteOffset + 24, count + 1);
    this.#ids = new Uint32Array(buffer, byteOffset + 28 + 4 * count, count);
    this.#scores = new Int32Array(buffer, byteOffset + 28 + 8 * count, count);
    this.#bytes = new Uint8Array(buffer, byteOffset + bytesAt, byteLength - bytesAt);
    if (this.#starts[count] !== this.#bytes.length) throw fail();
    this.unknownId = unknownId;
    this.firstId = firstId;
    this.lastId = lastId;
    this.unknownScore = this.#scores.reduce((least, score) => Math.min(least, score), 0) / SCORE_UNIT - 10;
  }

  /** The pieces that a text continues with at a place, the shortest first. */
  matchesAt(text: Uint8Array, from: number): Match[] {
    const matches: Match[] = [];
    let [low, high] = [0, this.#count];
    for (let depth = 0; from + depth < text.length && low < high; depth++) {
      const byte = text[from + depth] as number;
      low = this.#search(low, high, depth, byte);
      high = this.#search(low, high, depth, byte + 1);
      // The shortest of those that share a beginning comes first.
      if (low >= high || (this.#starts[low + 1] as number) - (this.#starts[low] as number) !== depth + 1) continue;
      const id = this.#ids[low] as number;
      const score = id === this.unknownId ? this.unknownScore : (this.#scores[low] as number) / SCORE_UNIT;
      matches.push({ id, score, end: from + depth + 1 });
    }
    return matches;
  }

  /** The first of the pieces from `low` to `high`, which share `depth` bytes, whose next byte is at least `byte`. */
  #search(low: number, high: number, depth: number, byte: number): number {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const at = (this.#starts[middle] as number) + depth;
      const found = at < (this.#starts[middle + 1] as number) ? (this.#bytes[at] as number) : -1;
      if (found < byte) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
