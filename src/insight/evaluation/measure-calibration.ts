import type { Background } from '../../search/calibration/background.js';
import { Calibrator, type Curve } from '../../search/calibration/calibrator.js';
import { chooseShare, fitCurve, type LabelledQuery } from './cutoff.js';

/** The best cosines of a query, highest first. */
export type Best = readonly number[];

/** Queries that mean nothing are refused with this probability, in the sample. */
const REFUSED = 0.93;

/** A labelled query is enough for the curve; so many are needed to choose a threshold. */
export const MIN_QUERIES = 8;

/**
 * A curve for text queries from labelled queries and from nonsense, in the coordinates of the curve of a model.
 * @param background of the cosines that were measured
 * @param model the curve where there is too little to measure
 * @param nonsense the best cosines of queries that nothing answers
 * @param searched how many images there were to choose from
 */
export function measureCurve(
  background: Background,
  model: Curve,
  { queries, nonsense, searched }: { queries: readonly LabelledQuery[]; nonsense: readonly Best[]; searched: number },
): Curve {
  const calibrator = new Calibrator(model, background);
  const mapped = moveQueries(queries, calibrator);
  const isEnough = queries.length >= MIN_QUERIES;
  const fitted = isEnough ? fitCurve(mapped) : undefined;
  // The threshold is a share of the best cosine, in the same coordinates as the curve.
  const thresholdShare = isEnough ? chooseShare(mapped) : model.thresholdShare;
  const nth = Calibrator.countSeveral(searched) - 1;
  const best = nonsense.map((cosines) => calibrator.toReference(cosines[0] ?? -1));
  const several = nonsense.map((cosines) => calibrator.toReference(cosines[nth] ?? cosines.at(-1) ?? -1));
  // Refused is what is below both thresholds: each leaves half of what is to pass.
  const limit = 1 - (1 - REFUSED) / 2;
  return {
    ...model,
    ...(fitted ?? {}),
    ...(thresholdShare === undefined ? {} : { thresholdShare }),
    ...(nonsense.length === 0 ? {} : { sure: quantile(best, limit), several: quantile(several, limit) }),
  };
}

/** Queries with their cosines in the coordinates of a curve. */
export function moveQueries(queries: readonly LabelledQuery[], calibrator: Calibrator): LabelledQuery[] {
  return queries.map((query) => ({ ...query, cosines: query.cosines.map((cosine) => calibrator.toReference(cosine)) }));
}

/** The value that a share of the values does not exceed, by linear interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - below);
}
