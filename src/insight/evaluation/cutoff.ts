import { fitLogistic, type Logistic } from './logistic.js';

/** A query with its cosine to each image, and which images answer it. */
export interface LabelledQuery {
  text: string;
  cosines: Float32Array;
  /** For each image: 1 it answers, 0 it does not, −1 unknown: it does not count. */
  truth: Int8Array;
}

/** Means over queries, 0…1. */
export interface CutoffScores {
  queries: number;
  precision: number;
  recall: number;
  f1: number;
  /** Median number of results. */
  results: number;
}

/** Shares of the best cosine that are tried as a threshold. */
const SHARES = Array.from({ length: 17 }, (_, i) => (10 + 5 * i) / 100);

/**
 * Scores of results that end at a share of the best cosine.
 * @param queries those that at least one image answers
 */
export function scoreCutoff(queries: readonly LabelledQuery[], share: number): CutoffScores {
  const rows = queries.map((query) => scoreQuery(query, share));
  const mean = (value: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0) / Math.max(1, rows.length);
  const counts = rows.map(({ found }) => found).sort((a, b) => a - b);
  return {
    queries: queries.length,
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ precision, recall }) => (2 * precision * recall) / (precision + recall || 1)),
    results: counts[Math.floor(counts.length / 2)] ?? 0,
  };
}

function scoreQuery({ cosines, truth }: LabelledQuery, share: number) {
  let best = Number.NEGATIVE_INFINITY;
  for (const cosine of cosines) best = Math.max(best, cosine);
  const threshold = Math.min(best, share * best);
  let [found, right, counted, answers] = [0, 0, 0, 0];
  for (const [i, cosine] of cosines.entries()) {
    const is = truth[i] as number;
    if (is === 1) answers++;
    if (cosine < threshold) continue;
    found++;
    if (is !== -1) counted++;
    if (is === 1) right++;
  }
  return { found, precision: right / Math.max(1, counted), recall: right / Math.max(1, answers) };
}

/** The share of the best cosine with the highest mean F1. */
export function chooseShare(queries: readonly LabelledQuery[]): number {
  const scored = SHARES.map((share) => ({ share, f1: scoreCutoff(queries, share).f1 }));
  return scored.reduce((best, one) => (one.f1 > best.f1 ? one : best)).share;
}

/** The probability that an image answers, by its cosine. */
export function fitCurve(queries: readonly LabelledQuery[]): Logistic | undefined {
  return fitLogistic(
    queries.flatMap(({ cosines, truth }) =>
      Array.from(truth, (is, i) => [cosines[i] as number, is] as const).filter(
        (pair): pair is readonly [number, 0 | 1] => pair[1] !== -1,
      ),
    ),
  );
}
