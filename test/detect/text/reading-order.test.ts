import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderLines } from '#src/detect/text/reading-order.js';
import type { TurnedRectangle } from '#src/detect/text/turned-rectangle.js';
import { makeRectangles } from '../../support/detect/rectangles.js';

interface Line {
  name: string;
  rectangle: TurnedRectangle;
}

/** A line by its left and upper edge. */
function place(name: string, left: number, top: number, width: number, height = 10): Line {
  return { name, rectangle: { x: left + width / 2, y: top + height / 2, width, height, angle: 0 } };
}

/** A page turned about the origin. */
function turn(lines: Line[], angle: number): Line[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return lines.map(({ name, rectangle: { x, y, ...sides } }) => ({
    name,
    rectangle: { ...sides, x: x * cos - y * sin, y: x * sin + y * cos, angle },
  }));
}

const read = (lines: Line[]) => orderLines(lines).map(({ name }) => name);

const COLUMNS = [
  place('heading', 100, 0, 200, 20),
  ...[1, 2, 3, 4].flatMap((row) => [
    place(`left ${row}`, 0, 40 + 15 * row, 180),
    place(`right ${row}`, 220, 40 + 15 * row, 180),
  ]),
  place('footer', 50, 160, 300),
];
const IN_COLUMNS = [
  'heading',
  ...[1, 2, 3, 4].map((row) => `left ${row}`),
  ...[1, 2, 3, 4].map((row) => `right ${row}`),
  'footer',
];

const RECEIPT = ['milk', 'bread', 'total'].flatMap((item, row) => [
  place(item, 0, 15 * row, 60),
  place(`price of ${item}`, 200, 15 * row + 1, 30),
]);
const BY_ROWS = ['milk', 'price of milk', 'bread', 'price of bread', 'total', 'price of total'];

describe('the order of reading', () => {
  it('goes down one column after the other, below the heading and above the footer', () => {
    expect(read(COLUMNS)).toEqual(IN_COLUMNS);
  });

  it('goes row by row where cells are short', () => {
    expect(read(RECEIPT)).toEqual(BY_ROWS);
  });

  it('goes down three columns', () => {
    const columns = [0, 200, 400].flatMap((left) =>
      [0, 1, 2].map((row) => place(`${left} ${row}`, left, 15 * row, 180)),
    );
    expect(read([...columns].reverse())).toEqual(columns.map(({ name }) => name));
  });

  it.each([-0.3, -0.1, 0.1, 0.3])('is the same on a page that is turned by %f', (angle) => {
    expect(read(turn(COLUMNS, angle))).toEqual(IN_COLUMNS);
    expect(read(turn(RECEIPT, angle))).toEqual(BY_ROWS);
  });

  it('reads lines that overlap from the upper one', () => {
    expect(read([place('second', 0, 9, 100, 20), place('first', 5, 0, 100, 20)])).toEqual(['first', 'second']);
    expect(read([place('right', 90, 0, 100, 20), place('left', 0, 3, 100, 20)])).toEqual(['left', 'right']);
  });

  it('loses no line, and does not depend on the order in which lines are found', () => {
    const lines = fc.uniqueArray(makeRectangles(), { maxLength: 20, selector: ({ x, y }) => `${x} ${y}` });
    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.nat()), (rectangles, random) => {
        const given = rectangles.map((rectangle, i) => ({ name: String(i), rectangle }));
        const order = read(given);
        expect([...order].sort()).toEqual(given.map(({ name }) => name).sort());
        const shuffled = given
          .map((line) => ({ line, key: random.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ line }) => line);
        expect(read(shuffled)).toEqual(order);
      }),
    );
  });
});
