import { describe, expect, it } from 'vitest';
import { type AreaLimits, findTextAreas, type ProbabilityMap } from '#src/detect/text/find-text-areas.js';

const LIMITS: AreaLimits = { pixel: 0.2, mean: 0.4, minPixels: 4, minSide: 2 };

/** A map of one digit a pixel: tenths. */
function readMap(rows: string[], padding = 0): ProbabilityMap {
  const width = rows[0]?.length ?? 0;
  const stride = width + padding;
  const data = new Float32Array(rows.length * stride).fill(1);
  rows.forEach((row, y) => {
    data.set(
      [...row].map((digit) => Number(digit) / 10),
      y * stride,
    );
  });
  return { data, width, height: rows.length, stride };
}

describe('areas of text', () => {
  it('are connected pixels above the threshold, with their mean', () => {
    const areas = findTextAreas(readMap(['000000000', '055500990', '055500990', '000000000']), LIMITS);
    expect(areas).toEqual([
      { rectangle: { x: 2.5, y: 2, width: 3, height: 2, angle: 0 }, score: expect.closeTo(0.5) },
      { rectangle: { x: 7, y: 2, width: 2, height: 2, angle: 0 }, score: expect.closeTo(0.9) },
    ]);
  });

  it('connect over corners', () => {
    expect(findTextAreas(readMap(['5500', '5500', '0055', '0055']), LIMITS)).toHaveLength(1);
  });

  it('may be turned', () => {
    const diagonal = Array.from({ length: 30 }, (_, y) =>
      Array.from({ length: 30 }, (_, x) => (Math.abs(x - y) < 4 ? '9' : '0')).join(''),
    );
    const [area] = findTextAreas(readMap(diagonal), LIMITS);
    expect(Math.abs(area?.rectangle.angle ?? 0)).toBeCloseTo(Math.PI / 4, 1);
    expect(area?.rectangle.x).toBeCloseTo(15, 0);
    expect(area?.rectangle.y).toBeCloseTo(15, 0);
  });

  it('are dropped where they are small, thin or faint', () => {
    expect(findTextAreas(readMap(['9000', '9000', '0000']), LIMITS)).toEqual([]);
    expect(findTextAreas(readMap(['999999', '000000']), LIMITS)).toEqual([]);
    expect(findTextAreas(readMap(['3333', '3333', '3333']), LIMITS)).toEqual([]);
    expect(findTextAreas(readMap(['3333', '3333', '3333']), { ...LIMITS, mean: 0.3 })).toHaveLength(1);
  });

  it('do not reach into the padding', () => {
    const [area] = findTextAreas(readMap(['099', '099', '000'], 5), LIMITS);
    expect(area?.rectangle).toEqual({ x: 2, y: 1, width: 2, height: 2, angle: 0 });
    expect(findTextAreas(readMap(['000', '000'], 5), LIMITS)).toEqual([]);
  });
});
