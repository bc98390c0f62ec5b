/**
 * The frames of an animated PNG. libvips decodes the default image of such a file; so each frame becomes a PNG of its own, which it decodes, and is
 * drawn over those before (PNG, third edition, sections 11.3.6 and 12.8).
 */
import sharp from 'sharp';
import { hasText, MAX_STEPS } from '../../../metadata/containers/metadata-blocks.js';
import { toDecodeError } from '../../decode/decode-error.js';
import type { DecodedPixels } from '../../decode/from-pixels.js';
import { SHARP_INPUT } from '../../decode/sharp-input.js';
import { makeChunk } from '../../repair/png-chunk.js';

interface ApngFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  /** `dispose_op` of the PNG specification: how its area is reset before the next frame. */
  disposal: number;
  /** Drawn over what is there; otherwise it replaces that. */
  isOver: boolean;
  /** Compressed rows. */
  data: Uint8Array[];
}

interface Apng {
  /** The payload of `IHDR`. */
  header: Buffer;
  /** Chunks that say what the numbers of the pixels mean. */
  colours: Uint8Array[];
  frames: ApngFrame[];
}

const COLOUR_CHUNKS: ReadonlySet<string> = new Set(['PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT']);

const [TO_BACKGROUND, TO_PREVIOUS] = [1, 2];

const SIGNATURE_BYTES = 8;

/**
 * Draws the first frames, each whole: RGB and alpha. The pixels that are given are drawn over for the next frame.
 * @throws PhotoseekError `damaged-image`
 */
export async function* drawApng(bytes: Uint8Array, count: number): AsyncGenerator<DecodedPixels> {
  const apng = readApng(bytes, count);
  if (apng === undefined) return;
  const [width, height] = [apng.header.readUInt32BE(0), apng.header.readUInt32BE(4)];
  let canvas = Buffer.alloc(width * height * 4);
  for (const [i, frame] of apng.frames.entries()) {
    const { left, top, disposal } = frame;
    if (left + frame.width > width || top + frame.height > height) return;
    const pixels = await decode(bytes, apng, frame);
    const before = disposal === TO_PREVIOUS && i > 0 ? Buffer.from(canvas) : undefined;
    draw(canvas, width, frame, pixels);
    yield { width, height, channels: 4, data: canvas };
    if (before !== undefined) canvas = before;
    else if (disposal === TO_BACKGROUND || disposal === TO_PREVIOUS)
      for (let y = top; y < top + frame.height; y++)
        canvas.fill(0, (y * width + left) * 4, (y * width + left + frame.width) * 4);
  }
}

function readApng(bytes: Uint8Array, count: number): Apng | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!hasText(bytes, SIGNATURE_BYTES + 4, 'IHDR') || view.getUint32(SIGNATURE_BYTES) !== 13) return undefined;
  const header = Buffer.from(bytes.subarray(SIGNATURE_BYTES + 8, SIGNATURE_BYTES + 21));
  const apng: Apng = { header, colours: [], frames: [] };
  let at = SIGNATURE_BYTES + 25;
  for (let step = 0; step < MAX_STEPS && at + 12 <= bytes.length; step++) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const frame = apng.frames.at(-1);
    if (type === 'fcTL') {
      if (apng.frames.length === count || end - at < 34) break;
      apng.frames.push(readControl(view, at + 8));
    } else if (type === 'IDAT') frame?.data.push(bytes.subarray(at + 8, end));
    // A sequence number comes before the rows.
    else if (type === 'fdAT') frame?.data.push(bytes.subarray(at + 12, end));
    else if (COLOUR_CHUNKS.has(type)) apng.colours.push(bytes.subarray(at, end + 4));
    at = end + 4;
  }
  // The file ends behind its control chunk.
  if (apng.frames.at(-1)?.data.length === 0) apng.frames.pop();
  return apng;
}

/** A sequence number, size and place, delay as a fraction, disposal and blending. */
function readControl(view: DataView, at: number): ApngFrame {
  const [width, height, left, top] = [4, 8, 12, 16].map((offset) => view.getUint32(at + offset)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    ...{ width, height, left, top },
    disposal: view.getUint8(at + 24),
    isOver: view.getUint8(at + 25) === 1,
    data: [],
  };
}

async function decode(bytes: Uint8Array, { header, colours }: Apng, frame: ApngFrame): Promise<Buffer> {
  const own = Buffer.from(header);
  own.writeUInt32BE(frame.width, 0);
  own.writeUInt32BE(frame.height, 4);
  const chunks = [
    makeChunk('IHDR', own),
    ...colours,
    makeChunk('IDAT', Buffer.concat(frame.data)),
    makeChunk('IEND', Buffer.alloc(0)),
  ];
  return sharp(Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...chunks]), SHARP_INPUT)
    .ensureAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
}

function draw(canvas: Buffer, canvasWidth: number, frame: ApngFrame, pixels: Buffer): void {
  for (let y = 0; y < frame.height; y++) {
    const to = ((frame.top + y) * canvasWidth + frame.left) * 4;
    const row = pixels.subarray(y * frame.width * 4, (y + 1) * frame.width * 4);
    if (frame.isOver) drawOver(canvas.subarray(to, to + row.length), row);
    else canvas.set(row, to);
  }
}

/** Alpha is not premultiplied. */
function drawOver(below: Buffer, above: Buffer): void {
  for (let at = 0; at < above.length; at += 4) {
    const alpha = above[at + 3] as number;
    const rest = ((below[at + 3] as number) * (255 - alpha)) / 255;
    if (alpha === 0) continue;
    for (let channel = at; channel < at + 3; channel++)
      below[channel] = ((above[channel] as number) * alpha + (below[channel] as number) * rest) / (alpha + rest);
    below[at + 3] = alpha + rest;
  }
}
