import type { Box } from '../../model/evidence.js';
import { COLOURS, type Colour } from '../../model/look.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { nameColour, toOklab } from './name-colour.js';

/** Pixels of an image in OKLab, evenly spread. The first `count` of each list count. */
export interface ColourSample {
  count: number;
  l: Float64Array;
  a: Float64Array;
  b: Float64Array;
}

const WHOLE: Box = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Reads pixels of an image.
 * @param most so many at most, about: of 5,000, a share of a tenth is known to half a percent
 * @param area shares of the image; what lies beyond it is left out
 */
export function sampleColours(image: RgbImage, most: number, area: Box = WHOLE): ColourSample {
  const { data, width, height } = image;
  // At least one pixel, of the smallest areas and of those at the very edge, too.
  const left = Math.min(width - 1, toPixel(area.x, width));
  const top = Math.min(height - 1, toPixel(area.y, height));
  const right = Math.max(left + 1, toPixel(area.x + area.width, width));
  const bottom = Math.max(top + 1, toPixel(area.y + area.height, height));
  const step = Math.max(1, Math.floor(Math.sqrt(((right - left) * (bottom - top)) / most)));
  const room = Math.ceil((right - left) / step) * Math.ceil((bottom - top) / step);
  const [ls, as, bs] = [new Float64Array(room), new Float64Array(room), new Float64Array(room)];
  const lab = { l: 0, a: 0, b: 0 };
  let count = 0;
  for (let y = top + (step >> 1); y < bottom; y += step) {
    for (let x = left + (step >> 1); x < right; x += step) {
      const at = (y * width + x) * 3;
      toOklab(data[at] as number, data[at + 1] as number, data[at + 2] as number, lab);
      ls[count] = lab.l;
      as[count] = lab.a;
      bs[count] = lab.b;
      count++;
    }
  }
  return { count, l: ls, a: as, b: bs };
}

function toPixel(share: number, length: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * length);
}

const COLOUR_INDEX = Object.fromEntries(COLOURS.map((colour, i) => [colour, i])) as Record<Colour, number>;

/** The share of the pixels that have each of {@link COLOURS}, 0…1, in that order; together 1, unless there are none. */
export function countColours({ count, l, a, b }: ColourSample): number[] {
  const counts = new Uint32Array(COLOURS.length);
  for (let i = 0; i < count; i++) {
    const index = COLOUR_INDEX[nameColour(l[i] as number, a[i] as number, b[i] as number)];
    counts[index] = (counts[index] as number) + 1;
  }
  return Array.from(counts, (found) => found / Math.max(1, count));
}
