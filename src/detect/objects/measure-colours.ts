import type { Box } from '../../model/evidence.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { countColours, sampleColours } from '../pixels/sample-colours.js';

/** So much of a box is left out at each side: things do not fill its corners. Of 0, 0.1, 0.2 and 0.3, the best; see `docs/relevance.md`. */
const MARGIN = 0.2;

/** A share of a tenth is known to one percent then. There may be a hundred boxes. */
const SAMPLED = 1000;

/** The colours of a thing: the share of the middle of its box that has each of `COLOURS`, in that order. */
export function measureColours(image: RgbImage, { x, y, width, height }: Box): number[] {
  return countColours(
    sampleColours(image, SAMPLED, {
      x: x + MARGIN * width,
      y: y + MARGIN * height,
      width: (1 - 2 * MARGIN) * width,
      height: (1 - 2 * MARGIN) * height,
    }),
  );
}
