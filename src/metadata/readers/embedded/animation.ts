/** Images that move: the number of their frames and how long each is shown, from the structure of the file. Nothing is decoded. */
import { type Box, readBoxes, readBrands } from '../../containers/iso-media.js';
import { hasText, MAX_STEPS } from '../../containers/metadata-blocks.js';
import { readLongest } from './movie-box.js';

/** An animation of two frames or more. */
export interface Animation {
  frames: number;
  /** Milliseconds that each frame is shown; empty in sequences of AVIF and HEIC, of which only the whole is known. */
  delaysMs: number[];
  durationMs: number;
}

/** Programs write 0 and 10 ms for "as fast as possible", and browsers show such frames for 100 ms. */
const LEAST_DELAY_MS = 20;
const USUAL_DELAY_MS = 100;

/** Further frames are not counted. */
const MAX_FRAMES = 100_000;

/** @returns `undefined` for a still image, and for other formats than GIF, PNG, WebP, AVIF and HEIC */
export function readAnimation(bytes: Uint8Array): Animation | undefined {
  const delays = listDelays(bytes);
  if (delays !== undefined) {
    if (delays.length < 2) return undefined;
    const delaysMs = delays.map((ms) => (ms < LEAST_DELAY_MS ? USUAL_DELAY_MS : ms));
    return { frames: delays.length, delaysMs, durationMs: delaysMs.reduce((sum, ms) => sum + ms, 0) };
  }
  return hasText(bytes, 4, 'ftyp') ? readSequence(bytes) : undefined;
}

function listDelays(bytes: Uint8Array): number[] | undefined {
  if (hasText(bytes, 0, 'GIF8')) return listGifDelays(bytes);
  if (hasText(bytes, 0, '\x89PNG\r\n\x1a\n')) return listPngDelays(bytes);
  if (hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP')) return listWebpDelays(bytes);
  return undefined;
}

/** GIF89a: a graphic control extension holds the delay of the image behind it, in hundredths of a second. */
function listGifDelays(bytes: Uint8Array): number[] {
  const byte = (at: number) => bytes[at] ?? 0;
  const tableBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  const skipBlocks = (at: number) => {
    let next = at;
    while (byte(next) !== 0) next += byte(next) + 1;
    return next + 1;
  };
  const delays: number[] = [];
  let delay = 0;
  let at = 13 + tableBytes(byte(10));
  while (at < bytes.length && delays.length < MAX_FRAMES) {
    if (bytes[at] === 0x2c) {
      delays.push(delay);
      delay = 0;
      at = skipBlocks(at + 11 + tableBytes(byte(at + 9)));
    } else if (bytes[at] === 0x21) {
      if (bytes[at + 1] === 0xf9) delay = 10 * (byte(at + 4) | (byte(at + 5) << 8));
      at = skipBlocks(at + 2);
    } else break;
  }
  return delays;
}

/** APNG: a chunk `acTL` before the pixels makes it one. A control chunk before each frame holds its delay as a fraction of a second; without a denominator, it is 100. */
function listPngDelays(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delays: number[] = [];
  let isAnimated = false;
  let at = 8;
  for (let step = 0; step < MAX_STEPS && at + 12 <= bytes.length; step++) {
    const size = view.getUint32(at);
    if (hasText(bytes, at + 4, 'acTL')) isAnimated = true;
    else if (hasText(bytes, at + 4, 'IDAT') && !isAnimated) return [];
    if (hasText(bytes, at + 4, 'fcTL') && size >= 26 && at + 34 <= bytes.length && delays.length < MAX_FRAMES)
      delays.push(Math.round((1000 * view.getUint16(at + 28)) / (view.getUint16(at + 30) || 100)));
    at += 12 + size;
  }
  return delays;
}

/** WebP: each frame is a chunk `ANMF`, whose payload has the duration in three bytes behind its place and size. */
function listWebpDelays(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delays: number[] = [];
  let at = 12;
  for (let step = 0; step < MAX_STEPS && at + 24 <= bytes.length; step++) {
    const size = view.getUint32(at + 4, true);
    if (hasText(bytes, at, 'ANMF') && delays.length < MAX_FRAMES)
      delays.push(view.getUint32(at + 20, true) & 0xff_ffff);
    at += 8 + size + (size & 1);
  }
  return delays;
}

/** Brands of image sequences (ISO/IEC 23008-12): any brand of a file may be one of them, because the first is often that of its still. */
const SEQUENCE_BRAND = /^(avis|hevc|hevx|msf1)$/;

/** Sequences of AVIF and HEIC: films in the boxes of a film, under brands of their own. */
function readSequence(bytes: Uint8Array): Animation | undefined {
  if (!readBrands(bytes).some((brand) => SEQUENCE_BRAND.test(brand))) return undefined;
  for (const box of readBoxes(bytes, 0, bytes.length)) {
    if (box.type !== 'moov') continue;
    // Of some files only the track states it.
    const durationMs = readLongest(bytes, box);
    const frames = countSamples(bytes, box);
    return durationMs !== null && frames > 1 ? { frames, delaysMs: [], durationMs } : undefined;
  }
  return undefined;
}

/** Samples of the first track: moov → trak → mdia → minf → stbl → stsz. */
function countSamples(bytes: Uint8Array, movie: Box): number {
  let box: Box | undefined = movie;
  for (const type of ['trak', 'mdia', 'minf', 'stbl', 'stsz']) {
    const parent: Box = box;
    box = undefined;
    for (const child of readBoxes(bytes, parent.start, parent.end)) {
      if (child.type !== type) continue;
      box = child;
      break;
    }
    if (box === undefined) return 0;
  }
  if (box.start + 12 > box.end) return 0;
  // Version, size of each sample, count.
  return Math.min(MAX_FRAMES, new DataView(bytes.buffer, bytes.byteOffset + box.start, 12).getUint32(8));
}
