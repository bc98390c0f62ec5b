import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSmallestRectangle } from '#src/detect/text/smallest-rectangle.js';
import { listCorners, type Point, type TurnedRectangle } from '#src/detect/text/turned-rectangle.js';
import { makeRectangles } from '../../support/detect/rectangles.js';

const points = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 })) as fc.Arbitrary<Point>,
  { minLength: 1, maxLength: 40 },
);

/** How far a point lies outside a rectangle. */
function measureOutside([x, y]: Point, { x: centreX, y: centreY, width, height, angle }: TurnedRectangle): number {
  const [dx, dy] = [x - centreX, y - centreY];
  const along = Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle)) - width / 2;
  const across = Math.abs(dy * Math.cos(angle) - dx * Math.sin(angle)) - height / 2;
  return Math.max(along, across);
}

describe('the smallest rectangle around points', () => {
  it('holds all of them', () => {
    fc.assert(
      fc.property(points, (given) => {
        const rectangle = findSmallestRectangle(given);
        for (const point of given) expect(measureOutside(point, rectangle)).toBeLessThan(1e-6);
        expect(Math.abs(rectangle.angle)).toBeLessThanOrEqual(Math.PI / 4 + 1e-9);
      }),
    );
  });

  it('is not larger than the one at any other angle', () => {
    fc.assert(
      fc.property(points, fc.double({ min: 0, max: Math.PI / 2, noNaN: true }), (given, angle) => {
        const along = given.map(([x, y]) => x * Math.cos(angle) + y * Math.sin(angle));
        const across = given.map(([x, y]) => y * Math.cos(angle) - x * Math.sin(angle));
        const spread = (numbers: number[]) => Math.max(...numbers) - Math.min(...numbers);
        const { width, height } = findSmallestRectangle(given);
        expect(width * height).toBeLessThanOrEqual(spread(along) * spread(across) + 1e-6);
      }),
    );
  });

  it('is a rectangle itself for the corners of one', () => {
    fc.assert(
      fc.property(makeRectangles(), (rectangle) => {
        const found = findSmallestRectangle(listCorners(rectangle));
        expect(found.x).toBeCloseTo(rectangle.x, 6);
        expect(found.y).toBeCloseTo(rectangle.y, 6);
        const sides = [found.width, found.height].sort((a, b) => a - b);
        const expected = [rectangle.width, rectangle.height].sort((a, b) => a - b);
        sides.forEach((side, i) => {
          expect(side).toBeCloseTo(expected[i] as number, 6);
        });
      }),
    );
  });

  it('of one point and of a line has no area', () => {
    expect(findSmallestRectangle([[3, 4]])).toEqual({ x: 3, y: 4, width: 0, height: 0, angle: 0 });
    const line = findSmallestRectangle([
      [0, 0],
      [10, 10],
      [5, 5],
    ]);
    expect(line.width * line.height).toBeCloseTo(0);
    expect(Math.max(line.width, line.height)).toBeCloseTo(Math.hypot(10, 10));
  });
});
