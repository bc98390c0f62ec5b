import type { Box } from '../model/evidence.js';

/** Share of the union of two boxes that both cover, 0…1. */
export function computeOverlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Whether the middle of a box lies in another one, its edges included. */
export function holdsMiddle(outer: Box, { x, y, width, height }: Box): boolean {
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  return (
    middleX >= outer.x && middleX <= outer.x + outer.width && middleY >= outer.y && middleY <= outer.y + outer.height
  );
}

/**
 * Greedy non-maximum suppression: of boxes that overlap, the one with the highest score stays.
 * @param maxOverlap two boxes with a larger share of their union in common show the same thing
 * @returns by falling score; of equal scores, the earlier one first
 */
export function suppressOverlaps<T extends { box: Box; score: number }>(found: readonly T[], maxOverlap: number): T[] {
  const kept: T[] = [];
  for (const one of found.toSorted((a, b) => b.score - a.score))
    if (kept.every(({ box }) => computeOverlap(box, one.box) <= maxOverlap)) kept.push(one);
  return kept;
}

/** The part of a box that lies in the frame. */
export function clipBox({ x, y, width, height }: Box): Box {
  const left = Math.min(Math.max(x, 0), 1);
  const top = Math.min(Math.max(y, 0), 1);
  return {
    x: left,
    y: top,
    width: Math.min(Math.max(x + width, left), 1) - left,
    height: Math.min(Math.max(y + height, top), 1) - top,
  };
}
