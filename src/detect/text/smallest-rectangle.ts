import type { Point, TurnedRectangle } from './turned-rectangle.js';

/** Areas that differ by less than this share are the same: of those, the first is taken, so that rounding decides nothing. */
const SAME_AREA = 1e-9;

/**
 * The rectangle of least area around points, by rotating calipers: one of its sides lies on a side of their convex hull. Its angle is within
 * 45° of upright.
 * @param points at least one
 */
export function findSmallestRectangle(points: readonly Point[]): TurnedRectangle {
  const hull = findConvexHull(points);
  let smallest: TurnedRectangle | undefined;
  let least = Number.POSITIVE_INFINITY;
  hull.forEach(([x, y], i) => {
    const [nextX, nextY] = hull[(i + 1) % hull.length] as Point;
    const direction = Math.atan2(nextY - y, nextX - x);
    const angle = direction - Math.round(direction / (Math.PI / 2)) * (Math.PI / 2);
    const rectangle = encloseAt(hull, angle);
    const area = rectangle.width * rectangle.height;
    if (smallest !== undefined && area >= least * (1 - SAME_AREA)) return;
    smallest = rectangle;
    least = area;
  });
  return smallest ?? encloseAt(hull, 0);
}

/** The rectangle around points whose width has the given direction. */
function encloseAt(points: readonly Point[], angle: number): TurnedRectangle {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = points.map(([x, y]) => x * cos + y * sin);
  const across = points.map(([x, y]) => y * cos - x * sin);
  const [left, right] = [Math.min(...along), Math.max(...along)];
  const [top, bottom] = [Math.min(...across), Math.max(...across)];
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  return { x: u * cos - v * sin, y: u * sin + v * cos, width: right - left, height: bottom - top, angle };
}

/** Andrew's monotone chain. */
function findConvexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  if (sorted.length < 3) return sorted;
  const hull = [...findHalf(sorted), ...findHalf(sorted.reverse())];
  return hull.length === 0 ? sorted.slice(0, 1) : hull;
}

/** One half of the hull, without its last point, which begins the other half. */
function findHalf(points: readonly Point[]): Point[] {
  const half: Point[] = [];
  for (const point of points) {
    while (half.length > 1 && turns(half.at(-2) as Point, half.at(-1) as Point, point) <= 0) half.pop();
    half.push(point);
  }
  half.pop();
  return half;
}

/** Above 0 where the way from `a` by `b` to `c` turns right, as seen with y down. */
function turns(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
