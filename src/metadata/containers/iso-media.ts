/**
 * Metadata in ISO base media boxes: HEIC and AVIF store it as items of the `meta` box (ISO/IEC 14496-12, section 8.11; 23008-12, annex A),
 * JPEG XL in separate boxes (ISO/IEC 18181-2).
 */
import { brotliDecompressSync } from 'node:zlib';
import {
  hasText,
  MAX_BLOCK_BYTES,
  MAX_STEPS,
  type MetadataBlocks,
  stripExifPrefix,
  takeBlock,
} from './metadata-blocks.js';

/** Maximum number of items and of extents read. An image of 100 megapixels has some thousand tiles. */
const MAX_ITEMS = 20_000;

/** One box: a type and a byte range. */
export interface Box {
  type: string;
  /** Offset of the payload. */
  start: number;
  end: number;
}

/** Location of an item's bytes. */
interface Location {
  /** Construction method. 0: offsets into the file; 1: into the `idat` box. Others are not supported. */
  method: number;
  extents: { offset: number; length: number }[];
}

/** Reads the metadata blocks of a HEIC, AVIF or JPEG XL file. */
export function readIsoMediaBlocks(bytes: Uint8Array): MetadataBlocks {
  const blocks: MetadataBlocks = {};
  for (const box of readBoxes(bytes, 0, bytes.length)) {
    if (box.type === 'meta') return readItems(bytes, box);
    if (box.type === 'brob') readJxlBox(bytes, box.start, unpack(bytes, box), blocks);
    else readJxlBox(bytes, box.start - 4, takeBlock(bytes, box.start, box.end), blocks);
  }
  return blocks;
}

/** Yields the boxes of a byte range, without descending into them. */
export function* readBoxes(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  for (let step = 0; step < MAX_STEPS && at + 8 <= to; step++) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= to) {
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    } else if (size === 0) size = to - at;
    if (size < header) return;
    const end = Math.min(at + size, to);
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), start: at + header, end };
    at += size;
  }
}

/** @param typeAt offset of the four-character type of the content */
function readJxlBox(bytes: Uint8Array, typeAt: number, content: Uint8Array | undefined, blocks: MetadataBlocks): void {
  if (content === undefined) return;
  if (hasText(bytes, typeAt, 'Exif')) blocks.exif ??= skipToTiff(content);
  else if (hasText(bytes, typeAt, 'xml ')) blocks.xmp ??= content;
}

/** The content of a Brotli-compressed box (`brob`), whose payload begins with the type of the uncompressed box. */
function unpack(bytes: Uint8Array, { start, end }: Box): Uint8Array | undefined {
  const isWanted = hasText(bytes, start, 'Exif') || hasText(bytes, start, 'xml ');
  const packed = isWanted ? takeBlock(bytes, start + 4, end) : undefined;
  if (packed === undefined) return undefined;
  try {
    return brotliDecompressSync(packed, { maxOutputLength: MAX_BLOCK_BYTES });
  } catch {
    return undefined;
  }
}

/** An EXIF item begins with a 32-bit offset of the TIFF header, counted from the end of that field. */
function skipToTiff(block: Uint8Array | undefined): Uint8Array | undefined {
  if (block === undefined || block.length < 4) return undefined;
  const skipped = new DataView(block.buffer, block.byteOffset, 4).getUint32(0);
  return skipped + 4 <= block.length ? stripExifPrefix(block.subarray(4 + skipped)) : undefined;
}

function readItems(bytes: Uint8Array, meta: Box): MetadataBlocks {
  const boxes = new Map<string, Box>();
  // The child boxes follow the version and flags.
  for (const box of readBoxes(bytes, meta.start + 4, meta.end)) if (!boxes.has(box.type)) boxes.set(box.type, box);
  const info = boxes.get('iinf');
  const location = boxes.get('iloc');
  if (info === undefined || location === undefined) return {};
  const { exif, xmp } = findItemIds(bytes, info);
  const locations = readLocations(bytes, location, new Set([exif, xmp]));
  const take = (id: number | undefined) =>
    id === undefined ? undefined : gather(bytes, locations.get(id), boxes.get('idat'));
  return { exif: skipToTiff(take(exif)), xmp: take(xmp) };
}

/** The ids of the EXIF and XMP items. */
function findItemIds(bytes: Uint8Array, info: Box): { exif?: number; xmp?: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ids: { exif?: number; xmp?: number } = {};
  let looked = 0;
  for (const { start, end } of readBoxes(bytes, info.start + (bytes[info.start] === 0 ? 6 : 8), info.end)) {
    if (++looked > MAX_ITEMS) break;
    const version = bytes[start];
    if ((version !== 2 && version !== 3) || start + 12 > end) continue;
    const id = version === 2 ? view.getUint16(start + 4) : view.getUint32(start + 4);
    const typeAt = start + (version === 2 ? 8 : 10);
    if (hasText(bytes, typeAt, 'Exif')) ids.exif ??= id;
    if (!hasText(bytes, typeAt, 'mime')) continue;
    // The content type follows the zero-terminated item name.
    const nameEnd = bytes.subarray(0, end).indexOf(0, typeAt + 4);
    if (nameEnd !== -1 && hasText(bytes, nameEnd + 1, 'application/rdf+xml')) ids.xmp ??= id;
  }
  return ids;
}

function readLocations(bytes: Uint8Array, box: Box, wanted: Set<number | undefined>): Map<number, Location> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const locations = new Map<number, Location>();
  let at = box.start;
  /** Reads a number of 0, 2, 4 or 8 bytes. @throws RangeError at the end of the box */
  const next = (size: number): number => {
    if (at + size > box.end) throw new RangeError('Unexpected end of the iloc box.');
    at += size;
    if (size === 2) return view.getUint16(at - 2);
    if (size === 4) return view.getUint32(at - 4);
    return size === 8 ? Number(view.getBigUint64(at - 8)) : 0;
  };
  try {
    const version = next(4) >>> 24;
    const sizes = next(2);
    const [offsetSize, lengthSize, baseSize, indexSize] = [
      sizes >> 12,
      (sizes >> 8) & 15,
      (sizes >> 4) & 15,
      sizes & 15,
    ];
    const count = Math.min(next(version < 2 ? 2 : 4), MAX_ITEMS);
    let extentCount = 0;
    for (let i = 0; i < count && version <= 2; i++) {
      const id = next(version < 2 ? 2 : 4);
      const method = version === 0 ? 0 : next(2) & 15;
      next(2);
      const base = next(baseSize as number);
      const extents: Location['extents'] = [];
      for (let left = next(2); left > 0; left--) {
        // An extent entry may occupy 0 bytes, so the end of the box does not bound this loop.
        if (++extentCount > MAX_ITEMS) return locations;
        if (version > 0) next(indexSize as number);
        const offset = base + next(offsetSize as number);
        const length = next(lengthSize as number);
        if (wanted.has(id)) extents.push({ offset, length });
      }
      if (wanted.has(id)) locations.set(id, { method, extents });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return locations;
}

/** Concatenates the extents of an item. */
function gather(bytes: Uint8Array, location: Location | undefined, idat: Box | undefined): Uint8Array | undefined {
  if (location === undefined || (location.method === 1 && idat === undefined) || location.method > 1) return undefined;
  const from = location.method === 1 ? (idat as Box).start : 0;
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const { offset, length } of location.extents) {
    // An extent of length 0 reaches to the end of the file.
    const part = takeBlock(bytes, from + offset, length === 0 ? bytes.length : from + offset + length);
    if (part === undefined) return undefined;
    total += part.length;
    if (total > MAX_BLOCK_BYTES) return undefined;
    parts.push(part);
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

/** Brands read at most; hostile files may claim thousands. */
const MAX_BRANDS = 32;

/** The brands of a file: that of its own first, then those that it is compatible with. @param start of the box `ftyp` */
export function readBrands(head: Uint8Array, start = 0): string[] {
  const size = new DataView(head.buffer, head.byteOffset, head.length).getUint32(start);
  const end = Math.min(start + size, head.length - 3, start + 16 + 4 * MAX_BRANDS);
  const brands: string[] = [];
  for (let at = start + 8; at < end; at += 4) {
    // A version separates the major brand from the compatible ones.
    if (at !== start + 12) brands.push(String.fromCharCode(...head.subarray(at, at + 4)));
  }
  return brands;
}
