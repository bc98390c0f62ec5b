import { PhotoseekError } from '../../errors.js';

/** The longest sides of thumbnails that are kept, in pixels. */
export const THUMBNAIL_EDGES = [32, 320, 640, 1280, 2048] as const;

/** A few hundred bytes, to show blurred until the rest is there. Made from the next larger one. */
export const TINY_EDGE = 32;
export const SMALL_EDGE = 320;

/**
 * The smallest kept size that is at least as large as asked for.
 * @throws PhotoseekError `bad-argument`
 */
export function pickThumbnailEdge(edge: number): number {
  const largest = THUMBNAIL_EDGES[THUMBNAIL_EDGES.length - 1] as number;
  if (!Number.isInteger(edge) || edge < 32 || edge > largest) {
    throw new PhotoseekError('bad-argument', `edge must be a whole number from 32 to ${largest}; ${edge} came.`);
  }
  return THUMBNAIL_EDGES.find((kept) => kept >= edge) ?? largest;
}
