import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enlargeBicubic } from '#src/media/prepare/resize-bicubic.js';
import type { RgbImage } from '#src/model/rgb-image.js';
import { createRandom } from '../../support/images/random-images.js';

function makeNoise(width: number, height: number, seed = 1): RgbImage {
  const random = createRandom(seed);
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => Math.floor(random() * 256)) };
}

function makeFlat(width: number, height: number, [r, g, b]: readonly [number, number, number]): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => [r, g, b][i % 3] as number);
  return { width, height, data };
}

const whole = (width: number, height: number) => ({ left: 0, top: 0, width, height });

/** The plain formula, one output value at a time, without any of the short cuts. */
function enlargeSlowly(source: RgbImage, width: number, height: number): Uint8Array {
  const weigh = (x: number) => {
    const t = Math.abs(x);
    if (t < 1) return 1.5 * t ** 3 - 2.5 * t ** 2 + 1;
    return t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0;
  };
  const clip = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  const mix = (length: number, scaled: number, i: number, read: (s: number) => number) => {
    const centre = ((i + 0.5) * length) / scaled - 0.5;
    let sum = 0;
    let weights = 0;
    for (let s = 0; s < length; s++) {
      sum += weigh(s - centre) * read(s);
      weights += weigh(s - centre);
    }
    return clip(sum / weights);
  };
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        out[(y * width + x) * 3 + c] = mix(source.height, height, y, (sy) =>
          mix(source.width, width, x, (sx) => source.data[(sy * source.width + sx) * 3 + c] as number),
        );
  return out;
}

describe('enlargeBicubic', () => {
  it('leaves a uniform image unchanged', () => {
    const side = fc.integer({ min: 1, max: 20 });
    const level = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(side, side, side, side, fc.tuple(level, level, level), (width, height, moreX, moreY, colour) => {
        const { data } = enlargeBicubic(
          makeFlat(width, height, colour),
          width + moreX,
          height + moreY,
          whole(width + moreX, height + moreY),
        );
        expect(Buffer.compare(data, makeFlat(width + moreX, height + moreY, colour).data)).toBe(0);
      }),
    );
  });

  it('returns a region identical to that of the whole image', () => {
    const source = makeNoise(13, 9);
    const all = enlargeBicubic(source, 60, 40, whole(60, 40));
    const region = fc.tuple(fc.nat(59), fc.nat(39)).chain(([left, top]) =>
      fc.record({
        left: fc.constant(left),
        top: fc.constant(top),
        width: fc.integer({ min: 1, max: 60 - left }),
        height: fc.integer({ min: 1, max: 40 - top }),
      }),
    );
    fc.assert(
      fc.property(region, (wanted) => {
        const part = enlargeBicubic(source, 60, 40, wanted);
        for (let y = 0; y < wanted.height; y++) {
          const from = ((wanted.top + y) * 60 + wanted.left) * 3;
          const row = part.data.subarray(y * wanted.width * 3, (y + 1) * wanted.width * 3);
          expect(row).toEqual(all.data.subarray(from, from + wanted.width * 3));
        }
      }),
    );
  });

  it.each([
    [1, 1, 8, 8],
    [1, 5, 8, 20],
    [2, 3, 9, 11],
    [3, 2, 3, 7],
    [4, 4, 5, 5],
    [7, 5, 21, 15],
    [16, 12, 23, 17],
  ])('agrees with the direct formula from %d × %d to %d × %d, to one level', (width, height, toWidth, toHeight) => {
    const source = makeNoise(width, height, width * 31 + height);
    const { data } = enlargeBicubic(source, toWidth, toHeight, whole(toWidth, toHeight));
    const slow = enlargeSlowly(source, toWidth, toHeight);
    expect(Math.max(...data.map((value, i) => Math.abs(value - (slow[i] as number))))).toBeLessThanOrEqual(1);
  });

  it('leaves an image of the target size unchanged', () => {
    const source = makeNoise(12, 7);
    expect(enlargeBicubic(source, 12, 7, whole(12, 7)).data).toEqual(source.data);
  });

  it('computes only the centre of an extremely long image', () => {
    const { data } = enlargeBicubic(makeFlat(1, 10_000, [10, 20, 30]), 260, 2_600_000, {
      left: 0,
      top: 1_299_870,
      width: 260,
      height: 260,
    });
    expect(Buffer.compare(data, makeFlat(260, 260, [10, 20, 30]).data)).toBe(0);
  });

  it('clamps overshoots to black and white', () => {
    const edge = makeFlat(8, 1, [0, 0, 0]);
    edge.data.fill(255, 12);
    const { data } = enlargeBicubic(edge, 64, 1, whole(64, 1));
    const red = [...data].filter((_, i) => i % 3 === 0);
    expect(red).toEqual([...red].sort((a, b) => a - b));
    expect([red[0], red[63]]).toEqual([0, 255]);
  });
});
