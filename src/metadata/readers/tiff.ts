/** Reads the tag directories of TIFF, the structure inside EXIF (TIFF 6.0, section 2; EXIF 2.32, section 4.6.2). */

/** Entries looked at in one directory; no camera writes a tenth of it. */
const MAX_ENTRIES = 1000;

/** Numbers read of one tag. */
const MAX_NUMBERS = 32;

/** Bytes of one number, by TIFF type. */
const TYPE_SIZES: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};

/** A TIFF structure; all its offsets count from its first byte. */
export interface Tiff {
  bytes: Uint8Array;
  view: DataView;
  isLittleEndian: boolean;
  /** Where the first directory is said to be. */
  firstDirectory: number;
}

/** The third and fourth byte as a number: TIFF itself, then Olympus' (two) and Panasonic's raw formats. BigTIFF (43) is not read. */
const MAGIC_NUMBERS = new Set([42, 0x4f52, 0x5352, 0x55]);

/** Recognises a TIFF structure by its first bytes. */
export function openTiff(bytes: Uint8Array): Tiff | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const isLittleEndian = order === 0x4949;
  if (!MAGIC_NUMBERS.has(view.getUint16(2, isLittleEndian))) return undefined;
  return { bytes, view, isLittleEndian, firstDirectory: view.getUint32(4, isLittleEndian) };
}

/** Where a tag's value lies, all of it inside the bytes. */
interface Entry {
  type: number;
  count: number;
  start: number;
}

/** One directory. A tag whose value lies outside the bytes, or whose type makes no sense, is not there. */
export class TiffDirectory {
  readonly #tiff: Tiff;
  readonly #entries = new Map<number, Entry>();

  /** @param offset of the directory; one that lies outside the bytes gives an empty directory */
  constructor(tiff: Tiff, offset: number) {
    this.#tiff = tiff;
    const { view, isLittleEndian } = tiff;
    if (offset < 8 || offset + 2 > view.byteLength) return;
    const stated = view.getUint16(offset, isLittleEndian);
    const fitting = Math.floor((view.byteLength - offset - 2) / 12);
    const count = Math.min(stated, fitting, MAX_ENTRIES);
    for (let i = 0; i < count; i++) this.#readEntry(offset + 2 + 12 * i);
  }

  #readEntry(at: number): void {
    const { view, isLittleEndian } = this.#tiff;
    const tag = view.getUint16(at, isLittleEndian);
    const type = view.getUint16(at + 2, isLittleEndian);
    const count = view.getUint32(at + 4, isLittleEndian);
    const size = (TYPE_SIZES[type] ?? 0) * count;
    if (size === 0 || this.#entries.has(tag)) return;
    // A value of up to four bytes stands where the offset would be.
    const start = size <= 4 ? at + 8 : view.getUint32(at + 8, isLittleEndian);
    if (start + size <= view.byteLength) this.#entries.set(tag, { type, count, start });
  }

  /** How many tags could be read. */
  get size(): number {
    return this.#entries.size;
  }

  /** The raw bytes of a tag, the first `limit` of them. A view, not a copy. */
  bytes(tag: number, limit: number): Uint8Array | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    const size = (TYPE_SIZES[entry.type] as number) * entry.count;
    return this.#tiff.bytes.subarray(entry.start, entry.start + Math.min(size, limit));
  }

  /**
   * The numbers of a tag, at most 32; a fraction is divided out. The fraction 0/0, with which cameras leave the seconds of a position
   * open, is 0; any other division by zero is `NaN`.
   */
  numbers(tag: number): number[] {
    const entry = this.#entries.get(tag);
    if (entry === undefined || entry.type === 2) return [];
    const count = Math.min(entry.count, MAX_NUMBERS);
    const size = TYPE_SIZES[entry.type] as number;
    return Array.from({ length: count }, (_, i) => this.#number(entry.type, entry.start + i * size));
  }

  /** The first number of a tag. */
  number(tag: number): number | undefined {
    return this.numbers(tag)[0];
  }

  #number(type: number, at: number): number {
    const { view, isLittleEndian } = this.#tiff;
    switch (type) {
      case 3:
        return view.getUint16(at, isLittleEndian);
      case 4:
      case 13:
        return view.getUint32(at, isLittleEndian);
      case 5:
        return divide(view.getUint32(at, isLittleEndian), view.getUint32(at + 4, isLittleEndian));
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, isLittleEndian);
      case 9:
        return view.getInt32(at, isLittleEndian);
      case 10:
        return divide(view.getInt32(at, isLittleEndian), view.getInt32(at + 4, isLittleEndian));
      case 11:
        return view.getFloat32(at, isLittleEndian);
      case 12:
        return view.getFloat64(at, isLittleEndian);
      default:
        return view.getUint8(at);
    }
  }
}

function divide(numerator: number, denominator: number): number {
  if (denominator !== 0) return numerator / denominator;
  return numerator === 0 ? 0 : Number.NaN;
}
