/** Takes an animated PNG apart (Portable Network Graphics, third edition, sections 11.3.6 and 5). */
import { hasText } from '../../metadata/containers/metadata-blocks.js';

/** A frame, as the file describes it. */
export interface ApngFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  /** What becomes of its place afterwards. */
  disposal: 'keep' | 'clear' | 'restore';
  /** Whether it replaces what is below or is laid over it. */
  isLaidOver: boolean;
  /** Compressed rows, in pieces. */
  pieces: Uint8Array[];
}

/** An animated PNG in its parts. */
export interface Apng {
  width: number;
  height: number;
  frames: ApngFrame[];
  /** A frame as a PNG of its own, with palette and profile of the animation. */
  toPng(frame: ApngFrame): Buffer;
}

/** Chunks walked over; a minute of animation at 60 frames a second has 7,200. */
const MAX_CHUNKS = 100_000;

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const DISPOSALS = ['keep', 'clear', 'restore'] as const;

/** @returns `undefined` when the parts make no sense */
export function parseApng(bytes: Uint8Array): Apng | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: ApngFrame[] = [];
  const shared: Uint8Array[] = [];
  let at = SIGNATURE.length;
  for (let step = 0; step < MAX_CHUNKS && at + 12 <= bytes.length; step++) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length || hasText(bytes, at + 4, 'IEND')) break;
    const data = bytes.subarray(at + 8, end - 4);
    if (hasText(bytes, at + 4, 'fcTL')) frames.push(readFrame(data));
    // Pixels before the first frame are the picture for readers that know no animations.
    else if (hasText(bytes, at + 4, 'IDAT')) frames.at(-1)?.pieces.push(data);
    else if (hasText(bytes, at + 4, 'fdAT')) frames.at(-1)?.pieces.push(data.subarray(4));
    else if (!hasText(bytes, at + 4, 'acTL') && frames.length === 0) shared.push(bytes.subarray(at, end));
    at = end;
  }
  const header = shared.shift();
  if (header === undefined || header.length !== 25 || !hasText(header, 4, 'IHDR') || frames.length === 0)
    return undefined;
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const fits = (frame: ApngFrame) => frame.left + frame.width <= width && frame.top + frame.height <= height;
  if (!frames.every(fits)) return undefined;
  return { width, height, frames, toPng: (frame) => assemble(header, shared, frame) };
}

function readFrame(data: Uint8Array): ApngFrame {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return {
    width: view.getUint32(4),
    height: view.getUint32(8),
    left: view.getUint32(12),
    top: view.getUint32(16),
    disposal: DISPOSALS[view.getUint8(24)] ?? 'keep',
    isLaidOver: view.getUint8(25) === 1,
    pieces: [],
  };
}

function assemble(header: Uint8Array, shared: Uint8Array[], frame: ApngFrame): Buffer {
  const size = Buffer.from(header.subarray(8, 21));
  size.writeUInt32BE(frame.width, 0);
  size.writeUInt32BE(frame.height, 4);
  const pixels = frame.pieces.map((piece) => makeChunk('IDAT', piece));
  return Buffer.concat([SIGNATURE, makeChunk('IHDR', size), ...shared, ...pixels, makeChunk('IEND', Buffer.alloc(0))]);
}

function makeChunk(name: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(name, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(computeCrc(chunk.subarray(4, -4)), data.length + 8);
  return chunk;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** CRC-32, as PNG wants it. Node has one only from 20.15 on. */
function computeCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
