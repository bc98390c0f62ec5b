import type { Box } from './evidence.js';

/** Rounding of its shares may lead a box this much beyond the image. */
const TOLERANCE = 1e-6;

/** Whether a box has an area, and lies within the image. */
export function liesWithin({ x, y, width, height }: Box): boolean {
  const fits = (from: number, share: number) => from >= 0 && share > 0 && from + share <= 1 + TOLERANCE;
  return fits(x, width) && fits(y, height);
}

/** Reads a box as options and addresses write it: `x,y,width,height`. `undefined`: these are not four numbers. */
export function parseBox(text: string): Box | undefined {
  const numbers = text.split(',').map((share) => (share.trim() === '' ? Number.NaN : Number(share)));
  const [x, y, width, height] = numbers;
  return numbers.length === 4 && numbers.every(Number.isFinite) ? ({ x, y, width, height } as Box) : undefined;
}

/** Writes a box in that way. Its edges are rounded, so that it still lies within the image. */
export function printBox({ x, y, width, height }: Box, digits: number): string {
  const round = (share: number) => Number(share.toFixed(digits));
  const [left, top] = [round(x), round(y)];
  return [left, top, round(x + width) - left, round(y + height) - top].map(round).join(',');
}
