import { expect, it } from 'vitest';
import { printBox } from '#src/model/print-box.js';

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
