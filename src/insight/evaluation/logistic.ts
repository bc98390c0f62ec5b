/** A logistic curve: the probability is 0.5 at the midpoint, and its odds change by the factor e with each `scale` from there. */
export interface Logistic {
  midpoint: number;
  scale: number;
}

const ROUNDS = 60;

/** Steps are damped: full ones overshoot where few are positive. */
const DAMPING = 0.7;

/**
 * Fits the probability that `y` is 1 at `x`, by Newton's method on the log-likelihood with a weak prior on the slope, so that separable data
 * have a solution.
 * @returns `undefined` when all are 0, or all are 1, or `y` does not grow with `x`
 */
export function fitLogistic(pairs: readonly (readonly [x: number, y: 0 | 1])[]): Logistic | undefined {
  const positive = pairs.reduce((sum, [, y]) => sum + y, 0);
  if (positive === 0 || positive === pairs.length) return undefined;
  const mean = pairs.reduce((sum, [x]) => sum + x, 0) / pairs.length;
  const deviation = Math.sqrt(pairs.reduce((sum, [x]) => sum + (x - mean) ** 2, 0) / pairs.length);
  if (!(deviation > 0)) return undefined;
  let a = Math.log(positive / (pairs.length - positive));
  let b = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let [g0, g1, h00, h01, h11] = [0, -PRIOR * b, 1e-9, 0, PRIOR];
    for (const [x, y] of pairs) {
      const z = (x - mean) / deviation;
      const p = 1 / (1 + Math.exp(-(a + b * z)));
      const v = p * (1 - p);
      g0 += y - p;
      g1 += (y - p) * z;
      h00 += v;
      h01 += v * z;
      h11 += v * z * z;
    }
    const determinant = h00 * h11 - h01 * h01;
    a += (DAMPING * (h11 * g0 - h01 * g1)) / determinant;
    b += (DAMPING * (h00 * g1 - h01 * g0)) / determinant;
  }
  if (!(b > 0) || !Number.isFinite(a)) return undefined;
  return { midpoint: mean - (a / b) * deviation, scale: deviation / b };
}

/** Precision of the prior of the slope, in standard deviations of `x`: as much as a hundredth of an observation. */
const PRIOR = 0.01;
