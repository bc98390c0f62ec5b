/** Whether a file is shorter than its structure says: decoders of some formats go on without a word. */
import { hasText, MAX_STEPS } from '../../metadata/containers/metadata-blocks.js';
import { readNetpbmHeader } from '../identify/netpbm-header.js';
import { readCodestreamEnd } from './jpeg-2000.js';

/** Bytes that a file is to have, by format; `undefined`: that cannot be told. */
const STATED_ENDS: Readonly<Record<string, (bytes: Uint8Array, view: DataView) => number | undefined>> = {
  png: readPngEnd,
  gif: readGifEnd,
  webp: (_bytes, view) => view.getUint32(4, true) + 8,
  avif: readBoxesEnd,
  heic: readBoxesEnd,
  heif: readBoxesEnd,
  jxl: (bytes, view) => (hasText(bytes, 4, 'JXL ') ? readBoxesEnd(bytes, view) : undefined),
  jp2: readCodestreamEnd,
  j2k: readCodestreamEnd,
  bmp: readBitmapEnd,
  pbm: readNetpbmEnd,
  pgm: readNetpbmEnd,
  ppm: readNetpbmEnd,
  pam: readNetpbmEnd,
  psd: readPsdEnd,
};

/** Bytes that a file has according to its own structure. Trailing bytes of other programs are not counted. */
export function readStatedEnd(bytes: Uint8Array, format: string): number | undefined {
  try {
    return STATED_ENDS[format]?.(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // The header itself is not whole.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether a file ends before its structure does. `false` where that cannot be told. */
export function isCutShort(bytes: Uint8Array, format: string): boolean {
  return (readStatedEnd(bytes, format) ?? 0) > bytes.length;
}

/** The end of the chunk IEND (PNG, third edition, section 5.3). */
function readPngEnd(bytes: Uint8Array, view: DataView): number {
  let at = 8;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (at + 12 > bytes.length) return at + 12;
    const end = at + 12 + view.getUint32(at);
    if (hasText(bytes, at + 4, 'IEND')) return end;
    at = end;
  }
  return 0;
}

/** The end of the trailer (GIF89a, section 27). */
function readGifEnd(bytes: Uint8Array): number {
  const tableBytes = (flags = 0) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + tableBytes(bytes[10]);
  while (at < bytes.length) {
    if (bytes[at] === 0x21) at += 2;
    else if (bytes[at] === 0x2c) at += 11 + tableBytes(bytes[at + 9]);
    else return at + 1;
    // Sub-blocks, each behind its length; an empty one ends them.
    for (let length = bytes[at]; length !== undefined && length !== 0; length = bytes[at]) at += length + 1;
    at++;
  }
  return at + 1;
}

/** Boxes of an image at the top of a file. */
const IMAGE_BOXES = ['ftyp', 'meta', 'mdat', 'moov', 'jxlc', 'jxlp'];

/** The end of the last box (ISO/IEC 14496-12, section 4.2). One of size 0 goes to the end of the file. */
function readBoxesEnd(bytes: Uint8Array, view: DataView): number {
  let at = 0;
  for (let step = 0; step < MAX_STEPS && at + 8 <= bytes.length; step++) {
    const size = view.getUint32(at);
    const length = size === 1 ? Number(view.getBigUint64(at + 8)) : size;
    // Bytes of other programs may follow, which look like any box.
    const isOwn = IMAGE_BOXES.some((type) => hasText(bytes, at + 4, type));
    if (length < 8 || (at + length > bytes.length && !isOwn)) return at;
    at += length;
  }
  return at;
}

/** The end of the rows of an uncompressed BMP. */
function readBitmapEnd(_bytes: Uint8Array, view: DataView): number | undefined {
  const headerBytes = view.getUint32(14, true);
  const isOld = headerBytes === 12;
  const [width, height] = isOld
    ? [view.getUint16(18, true), view.getUint16(20, true)]
    : [view.getUint32(18, true), Math.abs(view.getInt32(22, true))];
  const bits = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld ? 0 : view.getUint32(30, true);
  // 3 and 6: channels by masks, not compressed.
  if (![0, 3, 6].includes(compression)) return undefined;
  return view.getUint32(10, true) + 4 * Math.ceil((width * bits) / 32) * height;
}

function readNetpbmEnd(bytes: Uint8Array): number | undefined {
  return readNetpbmHeader(bytes)?.end;
}

/** The end of the composite, which comes last (Adobe Photoshop File Formats Specification). */
function readPsdEnd(bytes: Uint8Array, view: DataView): number | undefined {
  const isLarge = view.getUint16(4) === 2;
  const rows = view.getUint16(12) * view.getUint32(14);
  const rowBytes = Math.ceil((view.getUint32(18) * view.getUint16(22)) / 8);
  let at = 26;
  for (const isWide of [false, false, isLarge]) {
    if (at + 4 > bytes.length) return at + 6;
    at += isWide ? 8 + Number(view.getBigUint64(at)) : 4 + view.getUint32(at);
  }
  if (at + 2 > bytes.length) return at + 2;
  const compression = view.getUint16(at);
  if (compression === 0) return at + 2 + rows * rowBytes;
  if (compression !== 1) return undefined;
  const countBytes = isLarge ? 4 : 2;
  const countsEnd = at + 2 + rows * countBytes;
  if (countsEnd > bytes.length) return countsEnd;
  let end = countsEnd;
  for (let i = at + 2; i < countsEnd; i += countBytes) end += isLarge ? view.getUint32(i) : view.getUint16(i);
  return end;
}
