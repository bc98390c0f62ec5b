import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computePlacement } from '#src/media/prepare/placement.js';
import type { ImageSpec } from '#src/model/image-spec.js';

const crop = (size: number): ImageSpec => ({ size, fit: 'crop', kernel: 'cubic' });

describe('computePlacement', () => {
  it.each([
    [224, 224, { scaledWidth: 260, scaledHeight: 260, left: 0, top: 0 }],
    [500, 375, { scaledWidth: 346, scaledHeight: 260, left: 43, top: 0 }],
    [375, 500, { scaledWidth: 260, scaledHeight: 346, left: 0, top: 43 }],
    [4000, 3000, { scaledWidth: 346, scaledHeight: 260, left: 43, top: 0 }],
    [1, 1, { scaledWidth: 260, scaledHeight: 260, left: 0, top: 0 }],
    [1, 10_000, { scaledWidth: 260, scaledHeight: 2_600_000, left: 0, top: 1_299_870 }],
    [10_000, 1, { scaledWidth: 2_600_000, scaledHeight: 260, left: 1_299_870, top: 0 }],
    // 260 * 333 / 250 = 346.32, and an odd excess of 87 puts the square at 43, not 43.5.
    [333, 250, { scaledWidth: 346, scaledHeight: 260, left: 43, top: 0 }],
    [334, 250, { scaledWidth: 347, scaledHeight: 260, left: 43, top: 0 }],
  ])('places %d × %d like the reference', (width, height, placement) => {
    expect(computePlacement(width, height, crop(260))).toEqual(placement);
  });

  const sides = fc.integer({ min: 1, max: 100_000 });
  const sizes = fc.integer({ min: 1, max: 1024 });

  it('centres the square inside the scaled image for all sizes', () => {
    fc.assert(
      fc.property(sides, sides, sizes, (width, height, size) => {
        const { scaledWidth, scaledHeight, left, top } = computePlacement(width, height, crop(size));
        for (const [scaled, from] of [
          [scaledWidth, left],
          [scaledHeight, top],
        ] as const) {
          expect(Number.isInteger(scaled) && Number.isInteger(from)).toBe(true);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from + size).toBeLessThanOrEqual(scaled);
          const after = scaled - size - from;
          expect(after - from === 0 || after - from === 1).toBe(true);
        }
      }),
    );
  });

  it('scales the short side to the size and truncates the long one', () => {
    fc.assert(
      fc.property(sides, sides, sizes, (width, height, size) => {
        const { scaledWidth, scaledHeight } = computePlacement(width, height, crop(size));
        const [short, long] = width <= height ? [scaledWidth, scaledHeight] : [scaledHeight, scaledWidth];
        const exact = (size * Math.max(width, height)) / Math.min(width, height);
        expect(short).toBe(size);
        expect(long).toBe(Math.floor(exact));
      }),
    );
  });

  it('ignores the aspect ratio for a model that stretches the whole image', () => {
    fc.assert(
      fc.property(sides, sides, sizes, (width, height, size) => {
        expect(computePlacement(width, height, { size, fit: 'fill', kernel: 'linear' })).toEqual({
          scaledWidth: size,
          scaledHeight: size,
          left: 0,
          top: 0,
        });
      }),
    );
  });
});
