/** A grid over an image, or over a part of it. */
export interface Grid {
  rows: number;
  columns: number;
}

/**
 * The value of a grid at a place between the middles of its cells, bilinear.
 * @param values by cell, row by row
 * @param x share of the way from the left, 0…1
 * @param y from the top
 */
export function sampleGrid(values: readonly number[], { rows, columns }: Grid, x: number, y: number): number {
  const [left, toRight] = findCell(x, columns);
  const [top, toBottom] = findCell(y, rows);
  const at = (row: number, column: number) =>
    values[Math.min(rows - 1, row) * columns + Math.min(columns - 1, column)] as number;
  const upper = at(top, left) * (1 - toRight) + at(top, left + 1) * toRight;
  const lower = at(top + 1, left) * (1 - toRight) + at(top + 1, left + 1) * toRight;
  return upper * (1 - toBottom) + lower * toBottom;
}

/** The cell before a place, and the share of the way to the next one. */
function findCell(share: number, count: number): [before: number, toNext: number] {
  const place = Math.max(0, Math.min(count - 1, share * count - 0.5));
  const before = Math.floor(place);
  return [before, place - before];
}
