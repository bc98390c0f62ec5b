import { PhotoseekError } from '../../errors.js';

/** The longest sides of cached thumbnails, in pixels. */
export const THUMBNAIL_EDGES = [32, 320, 640, 1280, 2048] as const;

/** A few hundred bytes, shown blurred until a larger one is loaded. Made from the next larger one. */
export const TINY_EDGE = 32;
export const SMALL_EDGE = 320;

/** Longest side of the image of a face, in pixels. */
export const FACE_EDGE = 256;

/**
 * The smallest edge of {@link THUMBNAIL_EDGES} that is at least as large.
 * @throws PhotoseekError `bad-argument`
 */
export function pickThumbnailEdge(edge: number): number {
  const largest = THUMBNAIL_EDGES[THUMBNAIL_EDGES.length - 1] as number;
  if (!Number.isInteger(edge) || edge < 32 || edge > largest) {
    throw new PhotoseekError('bad-argument', `edge must be an integer from 32 to ${largest}, got ${edge}.`);
  }
  return THUMBNAIL_EDGES.find((cached) => cached >= edge) ?? largest;
}
