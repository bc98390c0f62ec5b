/** An image of four coloured quarters, which reveals wrong orientation and colours. */
import sharp, { type Sharp } from 'sharp';
import { expect } from 'vitest';
import type { ImageSpec } from '#src/model/image-spec.js';
import type { DecodedImage } from './prepare-image.js';

/** Red, green, blue. */
export type Colour = readonly [number, number, number];

/** Top left, top right, bottom left, bottom right. */
export const QUARTERS: readonly Colour[] = [
  [220, 30, 30],
  [30, 180, 40],
  [40, 60, 200],
  [250, 250, 250],
];

/** The grey that each quarter becomes, by the weights that all coders of JPEG use. */
export const GREY_QUARTERS: readonly Colour[] = [87, 119, 70, 250].map((grey) => [grey, grey, grey]);

export const WIDTH = 64;
export const HEIGHT = 48;

/** The visible quarter at each position when the unrotated image has EXIF orientation 1…8. */
export const SEEN: Record<number, readonly [number, number, number, number]> = {
  1: [0, 1, 2, 3],
  2: [1, 0, 3, 2],
  3: [3, 2, 1, 0],
  4: [2, 3, 0, 1],
  5: [0, 2, 1, 3],
  6: [2, 0, 3, 1],
  7: [3, 1, 2, 0],
  8: [1, 3, 0, 2],
};

/** Rows from the top, 8-bit RGB. */
export function paintQuarters(width = WIDTH, height = HEIGHT, colours = QUARTERS): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] as Colour;
      pixels.set(colour, (y * width + x) * 3);
    }
  }
  return pixels;
}

/** The image as a sharp pipeline, to be written in any format. */
export function makeQuarters(width = WIDTH, height = HEIGHT, colours = QUARTERS): Sharp {
  return sharp(paintQuarters(width, height, colours), { raw: { width, height, channels: 3 } });
}

/** Stretches the whole image to 64 × 64 pixels. */
export const WHOLE: ImageSpec = { size: 64, fit: 'fill', kernel: 'linear' };

/** The mean colours of the quarters of a square, without their edges. */
export function measureQuarters(pixels: Uint8Array, size: number): Colour[] {
  const half = size / 2;
  const margin = Math.ceil(size / 16);
  return [0, 1, 2, 3].map((quarter) => {
    const sums: [number, number, number] = [0, 0, 0];
    let count = 0;
    for (let y = margin; y < half - margin; y++) {
      for (let x = margin; x < half - margin; x++) {
        const at = ((y + (quarter >> 1) * half) * size + x + (quarter & 1) * half) * 3;
        for (let c = 0; c < 3; c++) sums[c] = (sums[c] as number) + (pixels[at + c] as number);
        count++;
      }
    }
    return sums.map((sum) => Math.round(sum / count)) as unknown as Colour;
  });
}

/** Expects each quarter to be within `tolerance` levels of its colour, on every channel. */
export function expectColours(
  found: readonly Colour[],
  expected: readonly Colour[],
  tolerance: number,
  what = '',
): void {
  const isNear = found.every((colour, i) =>
    colour.every((value, c) => Math.abs(value - (expected[i]?.[c] ?? Number.NaN)) <= tolerance),
  );
  expect.soft(isNear, `${what} ${found.join(' / ')} should be near ${expected.join(' / ')}`).toBe(true);
}

/** Expects an image prepared as {@link WHOLE} to show the quarters according to an EXIF orientation. */
export function expectQuarters(
  decoded: DecodedImage | undefined,
  options: { orientation?: number; tolerance?: number; colours?: readonly Colour[]; what?: string } = {},
): void {
  const { orientation = 1, tolerance = 1, colours = QUARTERS, what } = options;
  const seen = (SEEN[orientation] ?? []).map((quarter) => colours[quarter] as Colour);
  expectColours(measureQuarters(decoded?.pixels as Uint8Array, WHOLE.size), seen, tolerance, what);
  const { width = 0, height = 0 } = decoded?.header ?? {};
  expect.soft(width > height, `${what} ${width} × ${height}`).toBe(orientation < 5);
}
