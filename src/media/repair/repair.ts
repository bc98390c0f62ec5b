import type { OpenImage } from '../decode/types.js';
import { closeJpeg } from './close-jpeg.js';
import { isCutShort, readStatedEnd } from './cut-short.js';
import { closeCodestream } from './jpeg-2000.js';
import { rebuildPng } from './rebuild-png.js';

/** A file is filled up to so many times its length: of a photo at least an eighth is to be there, and a header cannot demand all memory. */
const MAX_FILL = 8;

/**
 * A copy of a file that ends early as its decoder takes it: the rows that are there come out, the rest is blank.
 * @returns `undefined`: the file does not end early, or its decoder goes on by itself, or does not go on whatever the bytes are
 */
export function repairEnd(bytes: Uint8Array, format: string): Buffer | undefined {
  if (format === 'jpeg') return closeJpeg(bytes);
  if (format === 'png') return rebuildPng(bytes);
  const end = readStatedEnd(bytes, format);
  if (end === undefined || !isCutShort(bytes, format) || end > MAX_FILL * bytes.length) return undefined;
  if (format === 'jp2' || format === 'j2k') return closeCodestream(bytes, end);
  const filled = Buffer.alloc(end);
  filled.set(bytes);
  return filled;
}

/** States of an opened image that its file ends early, where the decoder went on without a word. */
export function markCutShort(image: OpenImage, bytes: Uint8Array): OpenImage {
  return isCutShort(bytes, image.identity.format) ? { ...image, defect: 'truncated' } : image;
}
