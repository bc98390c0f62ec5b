import type { Box } from '../../model/evidence.js';

/** Cells on a side of the map that an image tower gives. */
export const MAP_SIDE = 9;

/** Of them, those that are kept: each is averaged with its neighbours, so that every second one says what all do. */
const KEPT = [1, 3, 5, 7] as const;

/** The kept cells in the map, row by row. */
export const KEPT_CELLS: readonly number[] = KEPT.flatMap((row) => KEPT.map((column) => row * MAP_SIDE + column));

/** The part of a frame that each of them sees: the cell and its neighbours. */
export const CELL_BOXES: readonly Box[] = KEPT.flatMap((row) =>
  KEPT.map((column) => ({
    x: (column - 1) / MAP_SIDE,
    y: (row - 1) / MAP_SIDE,
    width: 3 / MAP_SIDE,
    height: 3 / MAP_SIDE,
  })),
);
