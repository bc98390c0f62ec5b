import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutSquare, projectView } from '#src/media/expand/panorama/draw-view.js';
import { type PerspectiveView, planViews, type SquareView } from '#src/media/expand/panorama/plan-views.js';
import type { PanoramaMetadata } from '#src/metadata/file-metadata.js';
import { runs } from '../../../support/runner/form.js';

const FULL = { left: 0, top: 0, width: 1, height: 1 };
const sphere = (more: Partial<PanoramaMetadata> = {}): PanoramaMetadata => ({
  ...{ projection: 'equirectangular', area: FULL, headingDegrees: null },
  ...more,
});

/** An image whose red is the column and whose green is the row, from 0 to 255. */
function paintPlaces(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      data[(y * width + x) * 3] = (x * 256) / width;
      data[(y * width + x) * 3 + 1] = (y * 256) / height;
    }
  return { data, width, height };
}

describe('the views of a panorama', () => {
  it('go round the whole circle', () => {
    const views = planViews({ width: 4000, height: 2000 }, sphere());
    expect(views.map(({ label }) => label)).toEqual(['at 0°', 'at 60°', 'at 120°', 'at 180°', 'at 240°', 'at 300°']);
    const turned = planViews({ width: 4000, height: 2000 }, sphere({ headingDegrees: 350.4 }));
    expect(turned.map(({ label }) => label)).toContain('at 50°');
  });

  it('take an image of 2:1 without numbers for the whole sphere, and no other', () => {
    expect(planViews({ width: 4000, height: 2000 }, sphere({ area: null }))).toHaveLength(6);
    expect(planViews({ width: 4000, height: 3000 }, sphere({ area: null }))).toEqual([]);
  });

  it('are squares of a wide image whose part of the sphere is not known or not right', () => {
    for (const area of [null, { left: 0, top: 0, width: 0.1, height: 0.9 }]) {
      const views = planViews({ width: 4000, height: 1000 }, sphere({ area }));
      expect(views.every(({ type }) => type === 'square')).toBe(true);
      expect(views).toHaveLength(6);
    }
    const cylinder = sphere({ projection: 'cylindrical', area: null });
    expect(planViews({ width: 4000, height: 1000 }, cylinder)).toHaveLength(6);
    expect(planViews({ width: 2400, height: 1000 }, cylinder)).toEqual([]);
  });

  it('cover the image from edge to edge, neighbours overlapping', () => {
    const shares = fc.record({
      left: fc.double({ min: 0, max: 0.4, noNaN: true }),
      width: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
    });
    fc.assert(
      fc.property(shares, fc.double({ min: 0.15, max: 0.5, noNaN: true }), ({ left, width }, height) => {
        const area = { left, top: 0.5 - height / 2, width, height };
        const views = planViews({ width: 3600 * width, height: 1800 * height }, sphere({ area })) as PerspectiveView[];
        if (views.length === 0) {
          expect(360 * width).toBeLessThanOrEqual(180 * height * 1.2 + 1e-6);
          return;
        }
        const first = views[0] as PerspectiveView;
        const last = views.at(-1) as PerspectiveView;
        if (360 * width > first.angle) {
          expect(first.yaw - first.angle / 2).toBeCloseTo(360 * left - 180, 6);
          expect(last.yaw + last.angle / 2).toBeCloseTo(360 * (left + width) - 180, 6);
        }
        for (const [i, view] of views.slice(1).entries())
          expect(view.yaw - (views[i] as PerspectiveView).yaw).toBeLessThan(view.angle);
      }),
      { numRuns: runs(200) },
    );
    const squares = planViews({ width: 9000, height: 1000 }, sphere({ area: null })) as SquareView[];
    expect(squares[0]?.left).toBe(0);
    expect(squares.at(-1)?.left).toBeCloseTo(1 - 1 / 9);
    expect(planViews({ width: 100_000, height: 10 }, sphere({ area: null }))).toHaveLength(16);
  });
});

describe('a view', () => {
  const source = paintPlaces(720, 360);
  const at = (view: { yaw: number; pitch: number; angle: number }, area = FULL, x = 32, y = 32) =>
    projectView(source, area, view, 65).data.subarray((y * 65 + x) * 3, (y * 65 + x) * 3 + 2);

  it('has in its middle what lies in its direction', () => {
    for (const [yaw, pitch] of [
      [0, 0],
      [90, 0],
      [-90, 30],
      [45, -60],
    ] as const) {
      const [red = 0, green = 0] = at({ yaw, pitch, angle: 60 });
      expect(Math.abs(red - ((yaw + 180) / 360) * 256)).toBeLessThan(1.5);
      expect(Math.abs(green - ((90 - pitch) / 180) * 256)).toBeLessThan(1.5);
    }
  });

  it('shows its angle from edge to edge, right way round', () => {
    const [left = 0] = at({ yaw: 0, pitch: 0, angle: 90 }, FULL, 0);
    const [right = 0] = at({ yaw: 0, pitch: 0, angle: 90 }, FULL, 64);
    const [, top = 0] = at({ yaw: 0, pitch: 0, angle: 90 }, FULL, 32, 0);
    expect(Math.abs(left - 96)).toBeLessThan(2);
    expect(Math.abs(right - 160)).toBeLessThan(2);
    expect(Math.abs(top - 64)).toBeLessThan(2);
  });

  it('goes on over the seam', () => {
    const middle = projectView(source, FULL, { yaw: 180, pitch: 0, angle: 60 }, 64);
    const row = Array.from({ length: 64 }, (_, x) => middle.data[(32 * 64 + x) * 3] as number);
    expect(row[0]).toBeGreaterThan(200);
    expect(row[63]).toBeLessThan(50);
  });

  it('of a part of the sphere lies in that part', () => {
    const area = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
    const [red = 0, green = 0] = at({ yaw: 45, pitch: 0, angle: 40 }, area);
    expect(Math.abs(red - 0.75 * 256)).toBeLessThan(1.5);
    expect(Math.abs(green - 128)).toBeLessThan(1.5);
  });

  it('that is a square is cut from the image', () => {
    const square = cutSquare(paintPlaces(400, 100), { type: 'square', label: '', left: 0.75 });
    expect([square.width, square.height, square.data[0], square.data[99 * 3]]).toEqual([100, 100, 192, 255]);
  });
});
