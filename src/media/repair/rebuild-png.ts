import { constants, deflateSync, inflateSync } from 'node:zlib';
import { hasText, MAX_STEPS } from '../../metadata/containers/metadata-blocks.js';
import { makeChunk } from './png-chunk.js';

/** Rows of more bytes than that are left to the decoder, which may lose the last 4 kB of what there is. */
const MAX_PIXEL_BYTES = 256 * 1024 ** 2;

/** Channels by colour type (PNG, third edition, section 11.2.1). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** What missing rows are filled with: white where neither a palette nor an alpha channel gives another meaning. */
const WHITE_TYPES = [0, 2];

const SIGNATURE_BYTES = 8;

/**
 * A PNG of the complete rows of one that ends early. Missing rows are white or transparent, as on a white page of a browser.
 * @returns `undefined` where there is no complete row, and for interlaced images, whose passes a decoder cannot tell from missing ones
 */
export function rebuildPng(bytes: Uint8Array): Buffer | undefined {
  const { before, data } = readChunks(bytes);
  const header = before[0];
  if (header === undefined || header.length !== 25 || !hasText(header, 4, 'IHDR')) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const [width, height, depth, type, isInterlaced] = [
    view.getUint32(8),
    view.getUint32(12),
    view.getUint8(16),
    view.getUint8(17),
    view.getUint8(20) !== 0,
  ];
  const rowBytes = 1 + Math.ceil((width * depth * (CHANNELS[type] ?? 0)) / 8);
  const size = rowBytes * height;
  if (isInterlaced || size > MAX_PIXEL_BYTES) return undefined;
  const rows = inflateAsFar(data, size);
  const complete = Math.floor(rows.length / rowBytes) * rowBytes;
  if (complete === 0) return undefined;
  const filtered = Buffer.alloc(size, WHITE_TYPES.includes(type) ? 0xff : 0);
  rows.copy(filtered, 0, 0, complete);
  // Each row begins with its filter; 0 is none.
  for (let at = complete; at < size; at += rowBytes) filtered[at] = 0;
  const pixels = makeChunk('IDAT', deflateSync(filtered, { level: 0 }));
  return Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...before, pixels, makeChunk('IEND', Buffer.alloc(0))]);
}

/** The chunks in front of the pixels, and the bytes of the pixels as far as they go. */
function readChunks(bytes: Uint8Array): { before: Uint8Array[]; data: Buffer } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const before: Uint8Array[] = [];
  const data: Uint8Array[] = [];
  let at = SIGNATURE_BYTES;
  for (let step = 0; step < MAX_STEPS && at + 8 <= bytes.length; step++) {
    const end = at + 8 + view.getUint32(at);
    if (hasText(bytes, at + 4, 'IDAT')) data.push(bytes.subarray(at + 8, Math.min(end, bytes.length)));
    else if (data.length > 0 || end + 4 > bytes.length) break;
    else before.push(bytes.subarray(at, end + 4));
    at = end + 4;
  }
  return { before, data: Buffer.concat(data) };
}

function inflateAsFar(data: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateSync(data, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });
  } catch {
    // It does not end early, but is damaged.
    return Buffer.alloc(0);
  }
}
