import type { Box } from '../../model/evidence.js';
import { type Grid, sampleGrid } from '../../model/sample-grid.js';
import type { Window } from './plan-windows.js';

/** Cells on the short side of a map: as many as the embedded model sees in a square. */
const SHORT_CELLS = 9;

/** A panorama has no more cells than this on its long side. */
const MOST_CELLS = 60;

/** How far a cell belongs to the box around the best one: this share of the way from the least value to the greatest. */
const BOX_HEAT = 0.7;

/** At the edge of a window a model sees less of what is around. This much it counts there all the same. */
const EDGE_WEIGHT = 0.1;

/** A window with a value for each cell of a square grid in it, row by row. */
export interface ValuedWindow {
  window: Window;
  values: readonly number[];
}

/** A grid of cells that are about square. */
export function chooseGrid(width: number, height: number): Grid {
  const count = (side: number) =>
    Math.min(MOST_CELLS, Math.max(1, Math.round((SHORT_CELLS * side) / Math.min(width, height))));
  return { rows: count(height), columns: count(width) };
}

/**
 * The value of each cell of a grid over an image, row by row: what the windows say about its middle, those the most in whose middle it is.
 * @param size of the image in pixels
 */
export function drawMap(
  { rows, columns }: Grid,
  size: { width: number; height: number },
  windows: readonly ValuedWindow[],
): number[] {
  return Array.from({ length: rows * columns }, (_, cell) => {
    const x = (((cell % columns) + 0.5) / columns) * size.width;
    const y = ((Math.floor(cell / columns) + 0.5) / rows) * size.height;
    let [sum, weights] = [0, 0];
    for (const { window, values } of windows) {
      const across = (x - window.left) / window.side;
      const down = (y - window.top) / window.side;
      const weight = weigh(across) * weigh(down);
      if (weight === 0) continue;
      const side = Math.sqrt(values.length);
      sum += weight * sampleGrid(values, { rows: side, columns: side }, across, down);
      weights += weight;
    }
    return weights === 0 ? Number.NEGATIVE_INFINITY : sum / weights;
  });
}

/** @param share of the way through a window */
function weigh(share: number): number {
  return share < 0 || share > 1 ? 0 : EDGE_WEIGHT + (1 - EDGE_WEIGHT) * (1 - Math.abs(2 * share - 1));
}

/** Values from 0, the least, to 1, the greatest. */
export function toHeat(values: readonly number[]): number[] {
  const known = values.filter(Number.isFinite);
  const least = Math.min(...known);
  const range = Math.max(...known) - least || 1;
  return values.map((value) => (Number.isFinite(value) ? (value - least) / range : 0));
}

/** The box around the hottest cell and the hot ones that touch it, by a side. */
export function findBestBox(heat: readonly number[], { rows, columns }: Grid): Box {
  const most = Math.max(...heat);
  const best = heat.indexOf(most);
  const found = new Set([best]);
  const edges = { left: columns, right: 0, top: rows, bottom: 0 };
  // Cells that are added on the way are visited, too.
  for (const cell of found) {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    edges.left = Math.min(edges.left, column);
    edges.right = Math.max(edges.right, column + 1);
    edges.top = Math.min(edges.top, row);
    edges.bottom = Math.max(edges.bottom, row + 1);
    const beside = [
      ...(column > 0 ? [cell - 1] : []),
      ...(column < columns - 1 ? [cell + 1] : []),
      ...(row > 0 ? [cell - columns] : []),
      ...(row < rows - 1 ? [cell + columns] : []),
    ];
    for (const next of beside) if ((heat[next] as number) >= BOX_HEAT * most) found.add(next);
  }
  return {
    x: edges.left / columns,
    y: edges.top / rows,
    width: (edges.right - edges.left) / columns,
    height: (edges.bottom - edges.top) / rows,
  };
}
