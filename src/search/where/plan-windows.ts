/** A square part of an image that an encoder looks at, in pixels. */
export interface Window {
  left: number;
  top: number;
  side: number;
}

/**
 * Squares that cover an image, evenly spread over it.
 * @param side of a square; at most the short side of the image
 * @param step most pixels from one to the next; more where there would be more than `most` in a row
 */
export function planWindows(
  { width, height }: { width: number; height: number },
  { side, step, most }: { side: number; step: number; most: number },
): Window[] {
  const across = spread(width - side, step, most);
  return spread(height - side, step, most).flatMap((top) => across.map((left) => ({ left, top, side })));
}

/** Whole numbers from 0 to `length`, evenly spread. */
function spread(length: number, step: number, most: number): number[] {
  const gaps = Math.min(most - 1, Math.ceil(length / step));
  return gaps === 0 ? [0] : Array.from({ length: gaps + 1 }, (_, i) => Math.round((i * length) / gaps));
}
