import type { Box } from '../../../src/model/evidence.js';

/** The place of a box in the image, as styles. */
export function toShares({ x, y, width, height }: Box): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ left: x, top: y, width, height }).map(([side, share]) => [side, `${100 * share}%`]),
  );
}
