import { describe, expect, it } from 'vitest';
import { cropLine, type LineCrop } from '#src/detect/text/crop-line.js';
import type { RgbImage } from '#src/model/rgb-image.js';

/** An image whose colours tell their place. */
function paint(width: number, height: number, colour: (x: number, y: number) => [number, number, number]): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return colour(pixel % width, Math.floor(pixel / width))[i % 3] as number;
  });
  return { data, width, height };
}

/** The colour of a pixel of a crop, as red, green and blue bytes. */
function pick({ data, width, height }: LineCrop, x: number, y: number): number[] {
  const plane = width * height;
  return [2, 1, 0].map((channel) => Math.round(((data[channel * plane + y * width + x] as number) + 1) * 127.5));
}

const GRADIENT = paint(100, 60, (x, y) => [2 * x, 3 * y, 50]);

describe('the crop of a line', () => {
  it('has the pixels of an upright rectangle of the same height', () => {
    const crop = cropLine(GRADIENT, { x: 36, y: 34, width: 64, height: 48, angle: 0 }, 48);
    expect(crop).toMatchObject({ width: 64, height: 48 });
    expect(pick(crop, 0, 0)).toEqual([8, 30, 50]);
    expect(pick(crop, 63, 47)).toEqual([134, 171, 50]);
  });

  it('is scaled to the height', () => {
    const crop = cropLine(GRADIENT, { x: 50, y: 30, width: 40, height: 24, angle: 0 }, 48);
    expect(crop).toMatchObject({ width: 80, height: 48 });
    // The middle lies between pixels 49 and 50, and 29 and 30.
    const [red = 0, green = 0] = pick(crop, 40, 24);
    expect(red).toBeCloseTo(2 * 49.75, -0.5);
    expect(green).toBeCloseTo(3 * 29.75, -0.5);
  });

  it('reads a rectangle that stands on its side from the top down', () => {
    const crop = cropLine(GRADIENT, { x: 50, y: 30, width: 48, height: 20, angle: Math.PI / 2 }, 48);
    const [left, right] = [pick(crop, 4, 24), pick(crop, crop.width - 5, 24)];
    expect(left?.[1]).toBeLessThan(right?.[1] as number);
    expect(left?.[0]).toBeCloseTo(right?.[0] as number, -0.5);
  });

  it('averages where it is smaller than the image', () => {
    const stripes = paint(400, 384, (x) => (x % 2 === 0 ? [0, 0, 0] : [255, 255, 255]));
    const crop = cropLine(stripes, { x: 200, y: 192, width: 384, height: 384, angle: 0 }, 48);
    for (let x = 0; x < crop.width; x++)
      for (const value of pick(crop, x, 20)) expect(Math.abs(value - 127)).toBeLessThan(12);
  });

  it('repeats the edge outside of the image', () => {
    const red = paint(10, 10, () => [200, 10, 20]);
    const crop = cropLine(red, { x: 0, y: 0, width: 60, height: 48, angle: 0.3 }, 48);
    expect(pick(crop, 0, 0)).toEqual([200, 10, 20]);
    expect(pick(crop, crop.width - 1, 47)).toEqual([200, 10, 20]);
  });

  it('is as wide as high at least, 3,200 pixels at most, in steps of eight', () => {
    const width = (of: number) => cropLine(GRADIENT, { x: 50, y: 30, width: of, height: 10, angle: 0 }, 48).width;
    expect([width(3), width(21), width(5000)]).toEqual([48, 104, 3200]);
  });
});
