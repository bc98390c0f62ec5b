import type { Look } from './look.js';
import { correlateSquares, type Placement, WHOLE } from './look-kernels.js';

/** The share of a square that has to lie in the other one. */
const MIN_OVERLAP = 0.7;

/** Crops that are tried: one image is this much of the other along each side, in nine places. */
const SCALES = [0.95, 0.9, 1 / 0.95, 1 / 0.9];
const PLACES = [0, 0.5, 1];
const TRIED: readonly Placement[] = [
  WHOLE,
  ...SCALES.flatMap((scale) =>
    PLACES.flatMap((left) =>
      PLACES.map((top) => ({
        x: scale / 2 + left * (1 - scale),
        y: scale / 2 + top * (1 - scale),
        width: scale,
        height: scale,
      })),
    ),
  ),
];

/** Side of the squares that crops are tried on. */
const COARSE = 32;

/** Best of the tried ones that are refined. */
const REFINED = 2;

/** Rounds of refinement at most, and the correlation that each has to add. */
const MAX_ROUNDS = 6;
const LEAST_GROWTH = 5e-4;

/** Below this correlation no refinement makes two images one. */
const HOPELESS = 0.6;

/**
 * Finds where `b` lies in `a`, should both show the same image.
 * @returns `undefined` when they match nowhere
 */
export function placeLook(a: Look, b: Look): Placement | undefined {
  const finest = Math.min(a.finest, b.finest);
  const coarse = Math.min(COARSE, finest);
  const tried = TRIED.map((placement) => ({ placement, correlation: correlate(a, b, coarse, placement) }))
    .sort((one, other) => other.correlation - one.correlation)
    .slice(0, REFINED);
  if ((tried[0]?.correlation ?? 0) < HOPELESS) return undefined;
  const [best] = tried
    .map(({ placement }) => refine(a, b, Math.min(2 * COARSE, finest), placement, [0.5, 0.25]))
    .sort((one, other) => other.correlation - one.correlation);
  return best && refine(a, b, finest, best.placement, [0.25]).placement;
}

/** Moves and scales a placement in steps of some cells, as long as the correlation grows. */
function refine(a: Look, b: Look, side: number, start: Placement, steps: readonly number[]) {
  let placement = start;
  let correlation = correlate(a, b, side, placement);
  for (const step of steps) {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = correlation;
      for (const key of ['x', 'y', 'width', 'height'] as const) {
        const isMove = key === 'x' || key === 'y';
        for (const sign of [-1, 1]) {
          // Scaling by two steps moves the edges by one.
          const moved = { ...placement, [key]: placement[key] + (sign * step * (isMove ? 1 : 2)) / side };
          const reached = correlate(a, b, side, moved);
          if (reached <= correlation) continue;
          placement = moved;
          correlation = reached;
          break;
        }
      }
      if (correlation - before < LEAST_GROWTH) break;
    }
  }
  return { placement, correlation };
}

/** The correlation of luma over what both show; −1 where that is too little. */
function correlate(a: Look, b: Look, side: number, placement: Placement): number {
  const [square, own] = [a.grey.get(side) as Float32Array, b.grey.get(side) as Float32Array];
  return correlateSquares(square, own, side, placement, MIN_OVERLAP);
}
