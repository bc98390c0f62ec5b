import { hasText } from '../facts/metadata-blocks.js';
import { readNetpbmHeader } from './netpbm-header.js';

/** In pixels, as stored. */
export interface Size {
  width: number;
  height: number;
}

/**
 * The size that a file's header claims, for formats where it stands at a fixed place: so that a monster is refused before its decoder is
 * even loaded.
 * @returns `undefined` for other formats and for headers that are cut short
 */
export function readHeaderSize(bytes: Uint8Array, format: string): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (format === 'bmp') return readBmpSize(view);
    if (format === 'psd') return { height: view.getUint32(14), width: view.getUint32(18) };
    if (format === 'j2k') return readCodestreamSize(view, 0);
    if (format === 'jp2') return readJp2Size(bytes, view);
    return readNetpbmHeader(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readBmpSize(view: DataView): Size {
  if (view.getUint32(14, true) === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  // A negative height means that rows come from the top.
  return { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** The SIZ marker (ITU-T T.800, section A.5.1): the picture is what is left of the grid right of and below the offset. */
function readCodestreamSize(view: DataView, at: number): Size {
  return {
    width: view.getUint32(at + 8) - view.getUint32(at + 16),
    height: view.getUint32(at + 12) - view.getUint32(at + 20),
  };
}

/** How far the code stream of a JP2 is looked for: before it stand a profile and perhaps metadata. */
const MAX_BOXES = 100;

/** The codestream inside a JP2, which is what is decoded; the box that repeats its size may lie. */
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
