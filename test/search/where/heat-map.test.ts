import { describe, expect, it } from 'vitest';
import { chooseGrid, drawMap, findBestBox, toHeat } from '#src/search/where/heat-map.js';
import { planWindows } from '#src/search/where/plan-windows.js';

const SIZE = { width: 390, height: 260 };

describe('planWindows', () => {
  it('covers an image from edge to edge, with few squares that overlap evenly', () => {
    expect(planWindows(SIZE, { side: 260, step: 208, most: 10 })).toEqual([
      { left: 0, top: 0, side: 260 },
      { left: 130, top: 0, side: 260 },
    ]);
    expect(planWindows({ width: 260, height: 260 }, { side: 260, step: 208, most: 10 })).toHaveLength(1);
    const tall = planWindows({ width: 260, height: 1000 }, { side: 260, step: 208, most: 10 });
    expect(tall.map(({ top }) => top)).toEqual([0, 185, 370, 555, 740]);
  });

  it('gives a panorama no more squares in a row than are allowed', () => {
    const windows = planWindows({ width: 26_000, height: 260 }, { side: 260, step: 208, most: 10 });
    expect(windows).toHaveLength(10);
    expect(windows.at(-1)).toEqual({ left: 25_740, top: 0, side: 260 });
  });
});

describe('drawMap', () => {
  const windows = planWindows(SIZE, { side: 260, step: 208, most: 10 });

  it('has square cells, nine on the short side', () => {
    expect(chooseGrid(390, 260)).toEqual({ rows: 9, columns: 14 });
    expect(chooseGrid(260, 520)).toEqual({ rows: 18, columns: 9 });
    expect(chooseGrid(26_000, 260)).toEqual({ rows: 9, columns: 60 });
  });

  it('finds what several squares see at one place of the image', () => {
    // At 195, 130 of the image: in the right half of the left square, in the left half of the right one.
    const near = ({ left, top }: { left: number; top: number }) =>
      Array.from({ length: 81 }, (_, cell) => {
        const x = left + (((cell % 9) + 0.5) / 9) * 260;
        const y = top + ((Math.floor(cell / 9) + 0.5) / 9) * 260;
        return -Math.hypot(x - 195, y - 130);
      });
    const grid = chooseGrid(390, 260);
    const map = drawMap(
      grid,
      SIZE,
      windows.map((window) => ({ window, values: near(window) })),
    );
    const best = map.indexOf(Math.max(...map));
    expect([Math.floor(best / 14), best % 14]).toEqual([4, expect.toSatisfy((column) => column === 6 || column === 7)]);
    expect(map).toHaveLength(9 * 14);
  });

  it('takes a square of one value as that of all that is in it', () => {
    const parts = planWindows({ width: 200, height: 200 }, { side: 100, step: 100, most: 10 });
    const map = drawMap(
      { rows: 2, columns: 2 },
      { width: 200, height: 200 },
      parts.map((window, i) => ({ window, values: [i] })),
    );
    expect(map).toEqual([0, 1, 2, 3]);
  });
});

describe('the best box', () => {
  it('holds the best cell and the hot ones that touch it by a side', () => {
    const heat = toHeat([...[0, 0, 0, 0, 9], ...[0, 8, 10, 0, 0], ...[0, 0, 7, 0, 0], ...[9, 0, 0, 0, 0]]);
    const box = findBestBox(heat, { rows: 4, columns: 5 });
    expect(box).toEqual({ x: 0.2, y: 0.25, width: 0.4, height: 0.5 });
  });

  it('is the whole of an image that is everywhere the same', () => {
    expect(toHeat([3, 3, 3, 3])).toEqual([0, 0, 0, 0]);
    expect(findBestBox(toHeat([3, 3, 3, 3]), { rows: 2, columns: 2 })).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });
});
