import { expect, it } from 'vitest';
import { liesWithin, parseBox, printBox } from '#src/model/box.js';

it('rounds a box so that it still lies within the image', () => {
  expect(printBox({ x: 2 / 3, y: 0, width: 1 / 3, height: 1 }, 3)).toBe('0.667,0,0.333,1');
  expect(printBox({ x: 0.0715, y: 0.25, width: 0.9285, height: 0.5 }, 3)).toMatch(/^0\.07[12],0\.25,0\.92[89],0\.5$/);
  for (let x = 0; x < 1; x += 0.00037) {
    const [left, , width] = printBox({ x, y: 0, width: 1 - x, height: 1 }, 3)
      .split(',')
      .map(Number);
    expect(Number(left) + Number(width)).toBeLessThanOrEqual(1 + 1e-9);
  }
});

it('reads what it writes, and nothing but four numbers', () => {
  expect(parseBox('0.2,0.1, 0.3 ,4e-1')).toEqual({ x: 0.2, y: 0.1, width: 0.3, height: 0.4 });
  for (const text of ['', '0.2,0.1,0.3', '0.2,0.1,0.3,', '0.2,0.1,0.3,0.4,0.5', '0.2,0.1,0.3,x', '0,0,1,Infinity'])
    expect(parseBox(text), text).toBeUndefined();
});

it('lies within the image with an area, and with the error of rounding', () => {
  expect(liesWithin({ x: 0.6667, y: 0, width: 0.3333, height: 1 + 1e-7 })).toBe(true);
  expect(liesWithin({ x: 0.7, y: 0, width: 0.4, height: 1 })).toBe(false);
  expect(liesWithin({ x: 0, y: 0, width: 0, height: 1 })).toBe(false);
  expect(liesWithin({ x: -0.1, y: 0, width: 0.5, height: 1 })).toBe(false);
  expect(liesWithin({ x: Number.NaN, y: 0, width: 0.5, height: 1 })).toBe(false);
});
