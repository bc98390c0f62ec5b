import type { Box } from './evidence.js';

/** A box as options and addresses write it: `x,y,width,height`. Its edges are rounded, so that it still lies within the image. */
export function printBox({ x, y, width, height }: Box, digits: number): string {
  const round = (share: number) => Number(share.toFixed(digits));
  const [left, top] = [round(x), round(y)];
  return [left, top, round(x + width) - left, round(y + height) - top].map(round).join(',');
}
