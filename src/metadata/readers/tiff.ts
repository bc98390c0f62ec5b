/** Reads the tag directories of TIFF, the structure inside EXIF (TIFF 6.0, section 2; EXIF 2.32, section 4.6.2). */

/** Maximum number of entries read per directory, ten times as many as cameras write. */
const MAX_ENTRIES = 1000;

/** Maximum number of values read per tag. */
const MAX_NUMBERS = 32;

/** Size of a value in bytes, by TIFF type. */
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

/** A TIFF structure; offsets are relative to its first byte. */
export interface Tiff {
  bytes: Uint8Array;
  view: DataView;
  isLittleEndian: boolean;
  /** Offset of IFD0 according to the header. */
  firstDirectory: number;
}

/** Accepted magic numbers (bytes 3 and 4): TIFF, two Olympus raw formats, Panasonic raw. BigTIFF (43) is not supported. */
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

/** Location of a tag's value, entirely inside the bytes. */
interface Entry {
  type: number;
  count: number;
  start: number;
}

/** One image file directory (IFD). Tags with a value outside the bytes or an invalid type are omitted. */
export class TiffDirectory {
  readonly #tiff: Tiff;
  readonly #entries = new Map<number, Entry>();

  /** @param offset of the directory; an offset outside the bytes gives an empty directory */
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
    // A value of up to four bytes is stored in place of the offset.
    const start = size <= 4 ? at + 8 : view.getUint32(at + 8, isLittleEndian);
    if (start + size <= view.byteLength) this.#entries.set(tag, { type, count, start });
  }

  /** Number of readable tags. */
  get size(): number {
    return this.#entries.size;
  }

  /** A view of the raw bytes of a tag, at most `limit`. */
  bytes(tag: number, limit: number): Uint8Array | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    const size = (TYPE_SIZES[entry.type] as number) * entry.count;
    return this.#tiff.bytes.subarray(entry.start, entry.start + Math.min(size, limit));
  }

  /** The values of a tag, at most 32, rationals as quotients. A division by zero is `NaN`; 0/0 stands for an unknown value (EXIF 2.32, 4.6.6). */
  numbers(tag: number): number[] {
    const entry = this.#entries.get(tag);
    if (entry === undefined || entry.type === 2) return [];
    const count = Math.min(entry.count, MAX_NUMBERS);
    const size = TYPE_SIZES[entry.type] as number;
    return Array.from({ length: count }, (_, i) => this.#number(entry.type, entry.start + i * size));
  }

  /** The first value of a tag. */
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
        return view.getUint32(at, isLittleEndian) / (view.getUint32(at + 4, isLittleEndian) || Number.NaN);
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, isLittleEndian);
      case 9:
        return view.getInt32(at, isLittleEndian);
      case 10:
        return view.getInt32(at, isLittleEndian) / (view.getInt32(at + 4, isLittleEndian) || Number.NaN);
      case 11:
        return view.getFloat32(at, isLittleEndian);
      case 12:
        return view.getFloat64(at, isLittleEndian);
      default:
        return view.getUint8(at);
    }
  }
}
