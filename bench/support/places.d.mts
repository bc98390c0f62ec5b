import type { Box } from '../../src/model/evidence.js';

interface Point {
  x: number;
  y: number;
}

export function toPoint(cells: readonly number[], grid: { rows: number; columns: number }): Point;
export function isWithin(point: Point, box: Box): boolean;
