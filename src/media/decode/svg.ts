import sharp from 'sharp';
import { PhotoseekError } from '../../errors.js';
import type { Identity } from '../identify/identify.js';
import { checkDemand } from './limits.js';
import { readMetadata, SHARP_INPUT } from './sharp-input.js';
import type { OpenImage } from './types.js';

/** Larger files are rejected: drawings of that many shapes take minutes. librsvg's XML parser has the same limit. */
export const MAX_SVG_BYTES = 10_000_000;

/** A drawing is rasterised with a long side of at least this many pixels, so that an icon is as sharp as a photo… */
const MIN_SIDE = 1024;
/** …and of at most this many. */
const MAX_SIDE = 2048;

/** Pixels an inch at which a drawing has the size it states. */
const STATED_DENSITY = 72;

/**
 * Opens a drawing. The renderer gets bytes without a base URL, so that references outside the document resolve to nothing: neither files nor
 * URLs are loaded. Scripts are not run.
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function openSvg(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  if (bytes.length > MAX_SVG_BYTES) {
    throw new PhotoseekError(
      'image-too-large',
      `The drawing has ${bytes.length} bytes; at most ${MAX_SVG_BYTES} are read.`,
    );
  }
  const { input, width, height } = await chooseDensity(bytes);
  checkDemand({ width, height, fileBytes: bytes.length, decodeBytes: 4 * width * height });
  return { identity, width, height, decode: () => sharp(bytes, input) };
}

/** The density at which the long side of the drawing is within the limits, and the resulting size. */
async function chooseDensity(bytes: Uint8Array) {
  const stated = await readMetadata(bytes);
  const longSide = Math.max(stated.width, stated.height);
  const wanted = Math.min(Math.max(longSide, MIN_SIDE), MAX_SIDE);
  // A size in centimetres or inches grows with the square of the density; a size that follows no known rule is used unchanged.
  for (const factor of [wanted / longSide, Math.sqrt(wanted / longSide), 1]) {
    const density = Math.min(Math.max(STATED_DENSITY * factor, 1), 100_000);
    const input = { ...SHARP_INPUT, density };
    const drawn = await readMetadata(bytes, input).catch(() => undefined);
    const { width = Infinity, height = Infinity } = drawn ?? {};
    if (Math.max(width, height) < 1.1 * wanted) return { width, height, input };
  }
  throw new PhotoseekError(
    'image-too-large',
    `The drawing states a size of ${stated.width} × ${stated.height} pixels.`,
  );
}
