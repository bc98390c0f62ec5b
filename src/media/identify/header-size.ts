import { type Box, readBoxes } from '../../metadata/containers/iso-media.js';
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import { readNetpbmHeader } from './netpbm-header.js';

/** In pixels, as stored. */
export interface Size {
  width: number;
  height: number;
}

/**
 * The image size according to the file's header, for formats whose header is cheap to read: an oversized image is rejected before its decoder
 * is loaded.
 * @returns `undefined` for other formats and for truncated headers
 */
export function readHeaderSize(bytes: Uint8Array, format: string): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (format === 'bmp') return readBmpSize(view);
    if (format === 'psd') return { height: view.getUint32(14), width: view.getUint32(18) };
    if (format === 'j2k') return readCodestreamSize(view, 0);
    if (format === 'jp2') return readJp2Size(bytes, view);
    if (format === 'heic' || format === 'heif') return readHeifSize(bytes, view);
    return readNetpbmHeader(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readBmpSize(view: DataView): Size {
  if (view.getUint32(14, true) === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  // A negative height means top-down row order.
  return { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** The SIZ marker (ITU-T T.800, section A.5.1): the image is the part of the reference grid right of and below the offset. */
function readCodestreamSize(view: DataView, at: number): Size {
  return {
    width: view.getUint32(at + 8) - view.getUint32(at + 16),
    height: view.getUint32(at + 12) - view.getUint32(at + 20),
  };
}

/** Bytes searched for the codestream of a JP2, which a colour profile and metadata may precede. */
const MAX_BOXES = 100;

/** Reads the codestream header of a JP2, because decoders use it; the size in the `ihdr` box may differ. */
function readJp2Size(bytes: Uint8Array, view: DataView): Size | undefined {
  let at = 0;
  for (let box = 0; box < MAX_BOXES; box++) {
    const size = view.getUint32(at);
    const header = size === 1 ? 16 : 8;
    if (hasText(bytes, at + 4, 'jp2c')) return readCodestreamSize(view, at + header);
    const length = size === 1 ? Number(view.getBigUint64(at + 8)) : size;
    if (length < header) return undefined;
    at += length;
  }
  return undefined;
}

/**
 * The largest image that a HEIC declares (`ispe`, ISO/IEC 23008-12, section 6.5.3): the size decoded before cropping, also for images composed
 * of tiles.
 */
function readHeifSize(bytes: Uint8Array, view: DataView): Size | undefined {
  let largest: Size | undefined;
  for (const { start } of findBoxes(bytes, ['meta', 'iprp', 'ipco', 'ispe'], 0, bytes.length)) {
    const size = { width: view.getUint32(start + 4), height: view.getUint32(start + 8) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

/** The boxes at a path of nested box types. */
function* findBoxes(bytes: Uint8Array, path: readonly string[], from: number, to: number): Generator<Box> {
  const [type, ...below] = path;
  for (const box of readBoxes(bytes, from, to)) {
    if (box.type !== type) continue;
    // The child boxes of `meta` follow a version and flags.
    if (below.length > 0) yield* findBoxes(bytes, below, box.start + (type === 'meta' ? 4 : 0), box.end);
    else yield box;
  }
}
