import { totalmem } from 'node:os';
import { PhotoseekError } from '../../errors.js';

/**
 * Images of more pixels are rejected by their header. The limit bounds time, not memory (JPEG, PNG and TIFF are decoded row by row): the
 * slowest of these formats takes some 20 s for as many.
 */
export const MAX_PIXELS = 1_000_000_000;

/** In pixels. A panorama of 10:1 with {@link MAX_PIXELS} has a long side of 100,000; longer strips are not photos. */
export const MAX_SIDE = 100_000;

/** Memory of the machine, or of the container this runs in (0 or a huge number: no limit is set). */
const TOTAL_BYTES = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/**
 * Bytes that a file and its decoding may take together, as estimated from its header. Together with the base memory of a decoding process
 * (some 100 to 200 MB) it stays below 1.5 GB; on a small machine, below a quarter of the memory, because several files are decoded in parallel.
 */
export const MAX_MEMORY_BYTES = Math.min(1200 * 1024 ** 2, Math.floor(TOTAL_BYTES / 4));

/** The cost of decoding an image. */
export interface Demand {
  /** In pixels. */
  width: number;
  height: number;
  /** Bytes, the file's own not counted. */
  decodeBytes: number;
  fileBytes: number;
}

/** @throws PhotoseekError `damaged-image` for an image without pixels, `image-too-large` */
export function checkDemand(demand: Demand): void {
  const { width, height } = demand;
  if (!(width > 0 && height > 0))
    throw new PhotoseekError('damaged-image', 'The image must have at least 1 × 1 pixels, got none.');
  const broken = findBrokenLimit(demand);
  if (broken !== undefined) throw new PhotoseekError('image-too-large', broken, { details: { width, height } });
}

function findBrokenLimit({ width, height, decodeBytes, fileBytes }: Demand): string | undefined {
  const got = `${width} × ${height} pixels`;
  if (width * height > MAX_PIXELS) return `An image must have at most ${MAX_PIXELS} pixels, got ${got}.`;
  if (Math.max(width, height) > MAX_SIDE) return `An image must have at most ${MAX_SIDE} pixels a side, got ${got}.`;
  const bytes = decodeBytes + fileBytes;
  if (bytes <= MAX_MEMORY_BYTES) return undefined;
  return `Decoding an image must take at most ${toMegabytes(MAX_MEMORY_BYTES)} MB of memory, got ${toMegabytes(bytes)} MB for ${got}.`;
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
