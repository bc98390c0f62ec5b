import { describe, expect, it } from 'vitest';
import {
  correlateSquares,
  covary,
  type Placement,
  sampleSquare,
  takeDetails,
  WHOLE,
} from '#src/insight/duplicates/looks/look-kernels.js';
import { makeRandom } from '../../../support/vectors/synthetic-vectors.js';

const SIDES = [16, 32, 64, 128];
const random = makeRandom(3);
const makeSquare = (side: number) => Float32Array.from({ length: side * side }, () => 255 * random());
const makePlacement = (): Placement => ({
  ...{ x: 0.4 + 0.2 * random(), y: 0.4 + 0.2 * random() },
  ...{ width: 0.8 + 0.4 * random(), height: 0.8 + 0.4 * random() },
});

/** In plain JavaScript: value by value, −1 outside, before it is rounded to single precision. */
function samplePlainly(square: Float32Array, side: number, { x, y, width, height }: Placement): number[] {
  const place = (from: number, length: number) =>
    Array.from({ length: side }, (_, i) => {
      const position = (from + (length * (i + 0.5)) / side) * side - 0.5;
      const before = Math.max(0, Math.min(side - 2, Math.floor(position)));
      const isOutside = position < -0.5 || position > side - 0.5;
      return isOutside ? undefined : { before, share: Math.fround(Math.max(0, Math.min(1, position - before))) };
    });
  const columns = place(x - width / 2, width);
  return place(y - height / 2, height).flatMap((row) =>
    columns.map((column) => {
      if (row === undefined || column === undefined) return -1;
      const at = (line: number) => {
        const left = line * side + column.before;
        return (square[left] as number) * (1 - column.share) + (square[left + 1] as number) * column.share;
      };
      return at(row.before) * (1 - row.share) + at(row.before + 1) * row.share;
    }),
  );
}

function correlatePlainly(square: Float32Array, own: Float32Array, side: number, placement: Placement): number {
  let [n, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
  for (const [i, a] of samplePlainly(square, side, placement).entries()) {
    if (a < 0) continue;
    const b = own[i] as number;
    n++;
    sumA += a;
    sumB += b;
    squaresA += a * a;
    squaresB += b * b;
    products += a * b;
  }
  if (n < 0.7 * own.length) return -1;
  const variance = (squaresA - (sumA * sumA) / n) * (squaresB - (sumB * sumB) / n);
  return (products - (sumA * sumB) / n) / Math.sqrt(Math.max(variance, 1e-6));
}

function takeDetailsPlainly(square: Float32Array, side: number, block: number): number[] | undefined {
  const edge = side / 8;
  const indexes = Array.from({ length: edge * edge }, (_, i) => i);
  const values = indexes.map((i) => {
    const row = Math.floor(block / 8) * edge + Math.floor(i / edge);
    return square[row * side + (block % 8) * edge + (i % edge)] as number;
  });
  if (values.some((value) => value < 0)) return undefined;
  const rows = new Float32Array(edge);
  const columns = new Float32Array(edge);
  let mean = 0;
  for (const i of indexes) {
    const value = values[i] as number;
    const [row, column] = [Math.floor(i / edge), i % edge];
    rows[row] = (rows[row] as number) + value / edge;
    columns[column] = (columns[column] as number) + value / edge;
    mean += value / edge ** 2;
  }
  return indexes.map((i) =>
    Math.fround((values[i] as number) - (rows[Math.floor(i / edge)] as number) - (columns[i % edge] as number) + mean),
  );
}

const covaryPlainly = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / a.length;

describe.each(SIDES)('the kernels compute what plain JavaScript does, to the last bit: squares of %i', (side) => {
  const [square, own] = [makeSquare(side), makeSquare(side)];
  const placements = [WHOLE, ...Array.from({ length: 20 }, makePlacement)];

  it('correlations', () => {
    for (const placement of placements)
      expect(correlateSquares(square, own, side, placement, 0.7)).toBe(correlatePlainly(square, own, side, placement));
    const apart = { x: 1.2, y: 0.5, width: 1, height: 1 };
    expect(correlateSquares(square, own, side, apart, 0.7)).toBe(-1);
  });

  it('samples', () => {
    for (const placement of placements)
      expect(sampleSquare(square, side, placement)).toEqual(Float32Array.from(samplePlainly(square, side, placement)));
  });

  it('details, variances and covariances', () => {
    const partly = sampleSquare(square, side, { x: 0.55, y: 0.5, width: 1, height: 1 });
    const [first, second] = [takeDetails(partly, side), takeDetails(own, side)];
    const covariances = covary(first, second);
    for (let block = 0; block < 64; block++) {
      const [a, b] = [takeDetailsPlainly(partly, side, block), takeDetailsPlainly(own, side, block) as number[]];
      expect(second.variances[block]).toBe(covaryPlainly(b, b));
      expect(first.variances[block]).toBe(a === undefined ? -1 : covaryPlainly(a, a));
      if (a !== undefined) expect(covariances[block]).toBe(covaryPlainly(a, b));
    }
    expect(first.variances.includes(-1)).toBe(true);
  });
});
