import type { Look } from './look.js';

/** Where the square of one look lies in that of another: its centre and its width and height, as shares of the other's sides. */
export interface Placement {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Both are the whole image. */
export const WHOLE: Placement = { x: 0.5, y: 0.5, width: 1, height: 1 };

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
  const own = b.grey.get(side) as Float32Array;
  const resampler = new Resampler(a.grey.get(side) as Float32Array, side, placement);
  const { first, end } = resampler;
  let n = 0;
  let sumA = 0;
  let sumB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  for (let y = 0; y < side; y++) {
    const row = resampler.readRow(y);
    if (row === undefined) continue;
    n += end - first;
    for (let x = first; x < end; x++) {
      const valueA = row[x] as number;
      const valueB = own[y * side + x] as number;
      sumA += valueA;
      sumB += valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
      products += valueA * valueB;
    }
  }
  if (n < MIN_OVERLAP * own.length) return -1;
  const covariance = products - (sumA * sumB) / n;
  const variance = (squaresA - (sumA * sumA) / n) * (squaresB - (sumB * sumB) / n);
  return covariance / Math.sqrt(Math.max(variance, 1e-6));
}

/** Bilinear samples of a square at the cells of another that is placed in it; −1 outside. */
export function sample(values: Float32Array, side: number, placement: Placement): Float32Array {
  if (placement === WHOLE) return values;
  const resampler = new Resampler(values, side, placement);
  const { first, end } = resampler;
  const sampled = new Float32Array(values.length).fill(-1);
  for (let y = 0; y < side; y++) {
    const row = resampler.readRow(y);
    if (row !== undefined) for (let x = first; x < end; x++) sampled[y * side + x] = row[x] as number;
  }
  return sampled;
}

/**
 * Reads a square at the cells of another that is placed in it, row by row. Rows of the square are interpolated along their length once, and serve
 * the two or three rows of cells between them.
 */
class Resampler {
  /** Cells of a row that lie inside: from the first one up to the end. */
  readonly first: number;
  readonly end: number;
  readonly #values: Float32Array;
  readonly #side: number;
  readonly #rows: Cells;
  readonly #columns: Cells;
  readonly #row: Float64Array;
  /** Two interpolated rows of the square, and which they are. */
  readonly #lines: [Float64Array, Float64Array];
  readonly #known: [number, number] = [-1, -1];

  constructor(values: Float32Array, side: number, { x, y, width, height }: Placement) {
    this.#values = values;
    this.#side = side;
    this.#rows = listCells(side, y - height / 2, height);
    this.#columns = listCells(side, x - width / 2, width);
    const { at } = this.#columns;
    this.first = at.findIndex((column) => column >= 0);
    this.end = at.findLastIndex((column) => column >= 0) + 1;
    if (this.first < 0) this.first = 0;
    this.#row = new Float64Array(side);
    this.#lines = [new Float64Array(side), new Float64Array(side)];
  }

  /** Values of a row of cells, until the next call; `undefined` outside. */
  readRow(y: number): Float64Array | undefined {
    const top = this.#rows.at[y] as number;
    if (top < 0) return undefined;
    const down = this.#rows.share[y] as number;
    const upper = this.#readLine(top);
    const lower = this.#readLine(top + 1);
    const row = this.#row;
    const { first, end } = this;
    for (let x = first; x < end; x++) row[x] = (upper[x] as number) * (1 - down) + (lower[x] as number) * down;
    return row;
  }

  #readLine(at: number): Float64Array {
    // Neighbours have different parities.
    const line = this.#lines[at & 1] as Float64Array;
    if (this.#known[at & 1] === at) return line;
    this.#known[at & 1] = at;
    const from = at * this.#side;
    const values = this.#values;
    const { at: columns, share } = this.#columns;
    const { first, end } = this;
    for (let x = first; x < end; x++) {
      const left = from + (columns[x] as number);
      const right = share[x] as number;
      line[x] = (values[left] as number) * (1 - right) + (values[left + 1] as number) * right;
    }
    return line;
  }
}

/** Where the cells of one square lie along a side of another. */
interface Cells {
  /** The cell of the other square before the centre of each; −1 outside. */
  at: Int16Array;
  /** How far it is to the next one, 0…1. */
  share: Float32Array;
}

function listCells(side: number, from: number, length: number): Cells {
  const at = new Int16Array(side);
  const share = new Float32Array(side);
  for (let i = 0; i < side; i++) {
    const position = (from + (length * (i + 0.5)) / side) * side - 0.5;
    const before = Math.max(0, Math.min(side - 2, Math.floor(position)));
    at[i] = position < -0.5 || position > side - 0.5 ? -1 : before;
    share[i] = Math.max(0, Math.min(1, position - before));
  }
  return { at, share };
}
