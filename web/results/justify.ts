import justifiedLayout from 'justified-layout';
import type { TileData } from './tile-data.js';

/** A place in a row. */
export interface Box {
  /** In the list of all. */
  index: number;
  left: number;
  width: number;
}

/** Photos side by side, of one height, as wide as the grid (but the last row). */
export interface Row {
  height: number;
  boxes: readonly Box[];
}

/** How rows are made. */
export interface GridShape {
  /** In pixels. */
  width: number;
  rowHeight: number;
  gap: number;
}

/**
 * Rows of an ever longer list. A page that arrives is laid out by itself, together with the row that the one before left unfinished: rows
 * that are full never change again, so nothing on the screen moves.
 */
export class RowLayout {
  readonly shape: GridShape;
  #tiles: readonly TileData[] = [];
  #full: Row[] = [];
  /** How many tiles the full rows hold. */
  #placed = 0;
  #rows: readonly Row[] = [];

  constructor(shape: GridShape) {
    this.shape = shape;
  }

  /** The rows of a list that begins as the last one did. */
  layOut(tiles: readonly TileData[], hasMore: boolean): readonly Row[] {
    if (tiles === this.#tiles) return this.#rows;
    this.#tiles = tiles;
    const rest = this.#makeRows(tiles, this.#placed);
    const isOpen = hasMore && rest.length > 0;
    const unfinished = isOpen ? rest.pop() : undefined;
    this.#full = this.#full.concat(rest);
    this.#placed += rest.reduce((sum, { boxes }) => sum + boxes.length, 0);
    this.#rows = unfinished === undefined ? this.#full : [...this.#full, unfinished];
    return this.#rows;
  }

  #makeRows(tiles: readonly TileData[], from: number): Row[] {
    const { width, rowHeight, gap } = this.shape;
    const shapes = tiles.slice(from).map(({ shape }) => shape);
    const { boxes } = justifiedLayout(shapes, {
      containerWidth: width,
      containerPadding: 0,
      boxSpacing: gap,
      targetRowHeight: rowHeight,
      targetRowHeightTolerance: 0.28,
    });
    const rows: (Row & { boxes: Box[] })[] = [];
    let top = Number.NaN;
    boxes.forEach((box, offset) => {
      if (box.top !== top) rows.push({ height: Math.round(box.height), boxes: [] });
      top = box.top;
      rows.at(-1)?.boxes.push({ index: from + offset, left: box.left, width: box.width });
    });
    return rows;
  }
}

/** Larger photos on larger screens. */
export function chooseShape(width: number): GridShape {
  if (width < 520) return { width, rowHeight: 128, gap: 4 };
  if (width < 1000) return { width, rowHeight: 190, gap: 6 };
  return { width, rowHeight: width < 1700 ? 236 : 280, gap: 8 };
}
