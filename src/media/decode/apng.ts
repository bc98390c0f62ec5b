/**
 * The picture library reads the default picture of an animated PNG only. Here each frame is made a PNG of its own, decoded by the library,
 * and laid on the ones before.
 */
import sharp from 'sharp';
import { type Apng, type ApngFrame, parseApng } from '../identify/apng.js';
import type { Identity } from '../identify/identify.js';
import { checkDemand } from './limits.js';
import type { OpenImage } from './open-image.js';
import { pickFrame } from './pick-frame.js';
import { SHARP_INPUT } from './sharp-input.js';

/** The canvas, what a frame covers, and one frame. 8-bit RGBA. */
const BYTES_A_PIXEL = 12;

/**
 * Opens the frame that stands for an animation.
 * @returns `undefined` when its parts make no sense: the default picture may still be read
 * @throws PhotoseekError `image-too-large`
 */
export async function openApng(bytes: Uint8Array, identity: Identity): Promise<OpenImage | undefined> {
  const apng = parseApng(bytes);
  if (apng === undefined) return undefined;
  const { width, height } = apng;
  checkDemand({ width, height, fileBytes: bytes.length, decodeBytes: width * height * BYTES_A_PIXEL });
  const canvas = await compose(apng, pickFrame(apng.frames.length, width * height)).catch(() => undefined);
  if (canvas === undefined) return undefined;
  return { identity, width, height, decode: () => sharp(canvas, { raw: { width, height, channels: 4 } }) };
}

async function compose(apng: Apng, index: number): Promise<Uint8Array> {
  const canvas = new Uint8Array(apng.width * apng.height * 4);
  for (const [i, frame] of apng.frames.slice(0, index + 1).entries()) {
    const covered = frame.disposal === 'restore' && i > 0 ? cutRegion(canvas, apng.width, frame) : undefined;
    lay(canvas, apng.width, frame, await decodeFrame(apng.toPng(frame)));
    if (i < index) dispose(canvas, apng.width, frame, covered);
  }
  return canvas;
}

async function decodeFrame(png: Buffer): Promise<Uint8Array> {
  return sharp(png, SHARP_INPUT).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();
}

/** The rows of a frame's place: where each begins in the canvas and in the frame, in bytes. */
function* walkRows(canvasWidth: number, { left, top, width, height }: ApngFrame): Generator<[number, number, number]> {
  for (let y = 0; y < height; y++) yield [((top + y) * canvasWidth + left) * 4, y * width * 4, width * 4];
}

function cutRegion(canvas: Uint8Array, canvasWidth: number, frame: ApngFrame): Uint8Array {
  const region = new Uint8Array(frame.width * frame.height * 4);
  for (const [at, from, length] of walkRows(canvasWidth, frame)) region.set(canvas.subarray(at, at + length), from);
  return region;
}

function dispose(canvas: Uint8Array, canvasWidth: number, frame: ApngFrame, covered: Uint8Array | undefined): void {
  if (frame.disposal === 'keep') return;
  for (const [at, from, length] of walkRows(canvasWidth, frame)) {
    if (covered === undefined) canvas.fill(0, at, at + length);
    else canvas.set(covered.subarray(from, from + length), at);
  }
}

function lay(canvas: Uint8Array, canvasWidth: number, frame: ApngFrame, pixels: Uint8Array): void {
  for (const [at, from, length] of walkRows(canvasWidth, frame)) {
    if (!frame.isLaidOver) canvas.set(pixels.subarray(from, from + length), at);
    else for (let i = 0; i < length; i += 4) blend(canvas, at + i, pixels, from + i);
  }
}

/** Lays one pixel over another; alpha is not premultiplied. */
function blend(below: Uint8Array, b: number, above: Uint8Array, a: number): void {
  const alphaAbove = above[a + 3] as number;
  if (alphaAbove === 0) return;
  const alphaBelow = ((below[b + 3] as number) * (255 - alphaAbove)) / 255;
  const alpha = alphaAbove + alphaBelow;
  for (let c = 0; c < 3; c++) {
    below[b + c] = Math.round(((above[a + c] as number) * alphaAbove + (below[b + c] as number) * alphaBelow) / alpha);
  }
  below[b + 3] = Math.round(alpha);
}
