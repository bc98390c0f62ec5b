import type { Box, FoundPlace, Pixels, RgbImage, WhereResponse } from '../../index.js';
import { sampleGrid } from '../../model/sample-grid.js';

/** From the least heat to the most. */
const SHADES = [' ', '░', '▒', '▓', '█'];

/** Characters are about twice as high as they are wide. */
const CELL_WIDTH = 2;

/** Of the box: yellow. */
const BOX_COLOUR = [255, 213, 74];
const LINE_PIXELS = 2;

/** Where it is cold, the picture keeps this much of its light. */
const LEAST_LIGHT = 0.3;

/** A map as lines of text, for every terminal. */
export function drawShades(
  cells: readonly number[],
  { rows, columns }: Pick<WhereResponse, 'rows' | 'columns'>,
): string[] {
  return Array.from({ length: rows }, (_, row) =>
    cells
      .slice(row * columns, (row + 1) * columns)
      .map((heat) =>
        (SHADES[Math.min(SHADES.length - 1, Math.floor(heat * SHADES.length))] as string).repeat(CELL_WIDTH),
      )
      .join(''),
  );
}

/** The picture, dark where the term is not, with its box. */
export function paintHeat(
  image: RgbImage,
  { cells, box }: FoundPlace,
  { rows, columns }: Pick<WhereResponse, 'rows' | 'columns'>,
): Pixels {
  const { width, height } = image;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const heat = sampleGrid(cells, { rows, columns }, (x + 0.5) / width, (y + 0.5) / height);
      const light = LEAST_LIGHT + (1 - LEAST_LIGHT) * heat;
      const at = y * width + x;
      for (let c = 0; c < 3; c++) data[at * 4 + c] = (image.data[at * 3 + c] as number) * light;
      data[at * 4 + 3] = 255;
    }
  }
  paintBox({ width, height, data }, box);
  return { width, height, data };
}

function paintBox({ width, height, data }: Pixels, box: Box): void {
  const [left, right] = [Math.round(box.x * width), Math.round((box.x + box.width) * width)];
  const [top, bottom] = [Math.round(box.y * height), Math.round((box.y + box.height) * height)];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      const isInside =
        x >= left + LINE_PIXELS && x < right - LINE_PIXELS && y >= top + LINE_PIXELS && y < bottom - LINE_PIXELS;
      if (!isInside) data.set(BOX_COLOUR, (y * width + x) * 4);
    }
}
