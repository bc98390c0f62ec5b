import { describe, expect, it } from 'vitest';
import { scaleImage } from '#src/detect/pixels/scale-image.js';
import type { RgbImage } from '#src/model/rgb-image.js';
import { paintFlat } from '../../support/detect/open-frame.js';
import { createRandom } from '../../support/images/random-images.js';

function makeNoise(width: number, height: number): RgbImage {
  const random = createRandom(width * 1000 + height);
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => Math.floor(random() * 256)) };
}

/** The plain formulas, one output value at a time. */
function scaleSlowly({ data, width, height }: RgbImage, newWidth: number, newHeight: number): number[] {
  const weigh = (i: number, source: number, target: number, s: number) => {
    const scale = source / target;
    if (target < source) return Math.max(0, Math.min((i + 1) * scale, s + 1) - Math.max(i * scale, s)) / scale;
    const at = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), source - 1);
    return Math.max(0, 1 - Math.abs(s - at));
  };
  const scaled: number[] = [];
  for (let y = 0; y < newHeight; y++)
    for (let x = 0; x < newWidth; x++)
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let v = 0; v < height; v++)
          for (let u = 0; u < width; u++)
            sum +=
              weigh(y, height, newHeight, v) *
              weigh(x, width, newWidth, u) *
              (data[(v * width + u) * 3 + channel] as number);
        scaled.push(sum);
      }
  return scaled;
}

describe('scaleImage', () => {
  it.each([
    ['shrinks', 17, 11, 5, 4],
    ['enlarges', 5, 4, 17, 11],
    ['shrinks one axis and enlarges the other', 13, 5, 6, 9],
    ['shrinks by a little', 10, 10, 9, 9],
    ['shrinks to one pixel', 7, 3, 1, 1],
    ['enlarges one pixel', 1, 1, 4, 3],
    ['shrinks two pixels to one', 2, 2, 1, 1],
  ])('%s as the formulas say', (_, width, height, newWidth, newHeight) => {
    const image = makeNoise(width, height);
    const scaled = scaleImage(image, newWidth, newHeight);
    expect([scaled.width, scaled.height, scaled.data.length]).toEqual([newWidth, newHeight, newWidth * newHeight * 3]);
    scaleSlowly(image, newWidth, newHeight).forEach((value, i) => {
      expect(Math.abs((scaled.data[i] as number) - value)).toBeLessThanOrEqual(0.501);
    });
  });

  it('keeps a colour, the brightest, too', () => {
    for (const [width, height] of [
      [7, 5],
      [300, 300],
    ] as const)
      expect(new Set(scaleImage(paintFlat(64, 48, [255, 255, 255]), width, height).data)).toEqual(new Set([255]));
    expect(scaleImage(paintFlat(9, 9, [1, 2, 3]), 20, 4)).toEqual(paintFlat(20, 4, [1, 2, 3]));
  });

  it('gives back an image that has the size', () => {
    const image = makeNoise(6, 6);
    expect(scaleImage(image, 6, 6)).toBe(image);
  });
});
