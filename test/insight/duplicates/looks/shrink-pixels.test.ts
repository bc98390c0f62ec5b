import { describe, expect, it } from 'vitest';
import { type Pixels, shrinkPixels } from '#src/insight/duplicates/looks/shrink-pixels.js';
import { makeRandom } from '../../../support/vectors/synthetic-vectors.js';

const SIDE = 128;

/** In plain JavaScript: rows first, rounded to single precision, then columns. */
function shrinkPlainly({ width, height, data }: Pixels, channel: number): Float32Array {
  const cover = (length: number, part: number) => {
    const [from, to] = [(part * length) / SIDE, ((part + 1) * length) / SIDE];
    const covered = Array.from({ length: Math.min(length, Math.ceil(to)) - Math.floor(from) }, (_, i) => i);
    return covered.map((i) => {
      const at = Math.floor(from) + i;
      return { at, share: (Math.min(to, at + 1) - Math.max(from, at)) / (length / SIDE) };
    });
  };
  const square = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const line = new Float32Array(width);
    for (const { at, share } of cover(height, y)) {
      for (let x = 0; x < width; x++) {
        const pixel = 4 * (at * width + x);
        const alpha = (data[pixel + 3] as number) / 255;
        line[x] = (line[x] as number) + share * ((data[pixel + channel] as number) * alpha + 255 * (1 - alpha));
      }
    }
    for (let x = 0; x < SIDE; x++)
      square[y * SIDE + x] = cover(width, x).reduce((sum, { at, share }) => sum + share * (line[at] as number), 0);
  }
  return square;
}

describe('pixels are shrunk as plain JavaScript does it', () => {
  const random = makeRandom(5);
  it.each([
    [320, 240],
    [213, 320],
    [100, 60],
    [128, 128],
  ])('%i × %i, opaque and transparent', (width, height) => {
    for (const isOpaque of [true, false]) {
      const data = Uint8Array.from({ length: 4 * width * height }, (_, i) =>
        isOpaque && i % 4 === 3 ? 255 : Math.floor(256 * random()),
      );
      const pixels = { width, height, data };
      for (const [channel, square] of shrinkPixels(pixels, SIDE).entries()) {
        const expected = shrinkPlainly(pixels, channel);
        const differences = square.map((value, i) => Math.abs(value - (expected[i] as number)));
        expect(Math.max(...differences)).toBeLessThan(1e-4);
      }
    }
  });
});
