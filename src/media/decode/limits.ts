import { totalmem } from 'node:os';
import { PhotoseekError } from '../../errors.js';

/**
 * Pictures of more pixels are refused by their header. Memory is not the reason (JPEG, PNG and TIFF are decoded row by row), time is: the
 * slowest of these needs some 20 s for as many.
 */
export const MAX_PIXELS = 1_000_000_000;

/** In pixels. A panorama of 10:1 with {@link MAX_PIXELS} has a long side of 100,000; longer strips are nobody's photo. */
export const MAX_SIDE = 100_000;

/** Bytes of memory that there are, for the machine or for the container that this runs in; 0 or a huge number means that none is set. */
const TOTAL_BYTES = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/**
 * Bytes that a file and its decoding may take together, as estimated from its header. With what a decoding process takes by itself (some
 * 100 to 200 MB) it stays below 1.5 GB; on a small machine, below a quarter of the memory, for several are decoded side by side.
 */
export const MAX_MEMORY_BYTES = Math.min(1200 * 1024 ** 2, Math.floor(TOTAL_BYTES / 4));

/** What decoding a picture would take. */
export interface Demand {
  /** In pixels. */
  width: number;
  height: number;
  /** Bytes, the file's own not counted. */
  decodeBytes: number;
  fileBytes: number;
}

/** @throws PhotoseekError `damaged-image` for a picture without pixels, `image-too-large` */
export function checkDemand(demand: Demand): void {
  const { width, height } = demand;
  if (!(width > 0 && height > 0)) throw new PhotoseekError('damaged-image', 'The picture has no pixels.');
  const limit = findBrokenLimit(demand);
  if (limit === undefined) return;
  throw new PhotoseekError('image-too-large', `The picture has ${width} × ${height} pixels; ${limit}.`, {
    details: { width, height },
  });
}

function findBrokenLimit({ width, height, decodeBytes, fileBytes }: Demand): string | undefined {
  if (width * height > MAX_PIXELS) return `at most ${MAX_PIXELS} are decoded`;
  if (Math.max(width, height) > MAX_SIDE) return `at most ${MAX_SIDE} on a side are decoded`;
  const bytes = decodeBytes + fileBytes;
  if (bytes <= MAX_MEMORY_BYTES) return undefined;
  return `decoding them would take ${toMegabytes(bytes)} MB of memory, and at most ${toMegabytes(MAX_MEMORY_BYTES)} are given`;
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
