import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  listCorners,
  scaleRectangle,
  type TurnedRectangle,
  toBox,
  turnRectangle,
  widenRectangle,
} from '#src/detect/text/turned-rectangle.js';
import { makeRectangles, sortPoints } from '../../support/detect/rectangles.js';

const UPRIGHT: TurnedRectangle = { x: 50, y: 20, width: 40, height: 10, angle: 0 };

describe('a turned rectangle', () => {
  it('has four corners, clockwise from the upper left one', () => {
    expect(listCorners(UPRIGHT)).toEqual([
      [30, 15],
      [70, 15],
      [70, 25],
      [30, 25],
    ]);
  });

  it('has the same corners whichever side is read as its width', () => {
    fc.assert(
      fc.property(makeRectangles(), fc.integer({ min: -3, max: 3 }), (rectangle, quarters) => {
        const [before, after] = [rectangle, turnRectangle(rectangle, quarters)].map((one) =>
          sortPoints(listCorners(one)),
        );
        after?.flat().forEach((coordinate, i) => {
          expect(coordinate).toBeCloseTo(before?.flat()[i] as number, 6);
        });
      }),
    );
  });

  it('lies in an upright box of shares', () => {
    const box = toBox(UPRIGHT, 100, 50);
    expect(box.x).toBeCloseTo(0.3);
    expect(box.y).toBeCloseTo(0.3);
    expect(box.width).toBeCloseTo(0.4);
    expect(box.height).toBeCloseTo(0.2);
    const quarter = toBox({ ...UPRIGHT, angle: Math.PI / 2 }, 100, 50);
    expect(quarter.width).toBeCloseTo(0.1);
    expect(quarter.height).toBeCloseTo(0.8);
  });

  it('is cut at the edges of the frame', () => {
    fc.assert(
      fc.property(makeRectangles(), (rectangle) => {
        const { x, y, width, height } = toBox(rectangle, 300, 200);
        expect(Math.min(x, y, width, height)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('covers the same share of a larger frame', () => {
    const box = toBox(UPRIGHT, 100, 50);
    expect(toBox(scaleRectangle(UPRIGHT, 3), 300, 150)).toEqual(box);
  });

  it('is widened by area × ratio / perimeter on each side', () => {
    // 40 × 10 × 1.5 / 100 = 6
    expect(widenRectangle(UPRIGHT, 1.5)).toEqual({ ...UPRIGHT, width: 52, height: 22 });
  });
});
