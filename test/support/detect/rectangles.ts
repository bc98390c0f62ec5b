import fc from 'fast-check';
import type { Point, TurnedRectangle } from '#src/detect/text/turned-rectangle.js';

/** Turned rectangles of 1 to 200 pixels. */
export function makeRectangles(): fc.Arbitrary<TurnedRectangle> {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  return fc.record({
    x: number(-100, 400),
    y: number(-100, 400),
    width: number(1, 200),
    height: number(1, 200),
    angle: number(-Math.PI, Math.PI),
  });
}

/** Points in an order that does not depend on rounding. */
export function sortPoints(points: readonly Point[]): Point[] {
  return [...points].sort((a, b) => (Math.abs(a[0] - b[0]) > 1e-6 ? a[0] - b[0] : a[1] - b[1]));
}
