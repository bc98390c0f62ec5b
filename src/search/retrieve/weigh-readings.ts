import { chooseCalibrator } from '../calibration/choose-calibrator.js';
import type { SearchContext } from '../context.js';
import type { Reading } from '../model.js';
import type { Space } from '../spaces/space.js';
import type { Allowed } from './allowed.js';
import { type RetrieveOptions, retrieve } from './retrieve.js';

/** The nearest photo; a few more are asked for, because some may have been added since the first page. */
const NEAREST: RetrieveOptions = { atOnce: 8, most: 8, isEnough: ({ photos }) => photos.length > 0 };

/**
 * The direction of a text that may be in several languages: the sum of its readings, each weighted by the odds that the nearest photo it could find is
 * meant. Somebody searches for pictures that exist: where `Strand` in German is near to photos of beaches, and in English to none, it is German. Where
 * there are photos for both, both count. Each reading has the calibration of its own tower. Only photos that may be found have a say: later pages,
 * which leave out what was added since, have the same direction, and a restricted reader learns nothing of others.
 * @returns unit length
 */
export async function weighReadings(
  { catalogue, stamp }: Pick<SearchContext, 'catalogue' | 'stamp'>,
  space: Space,
  readings: readonly Reading[],
  allowed: Allowed,
): Promise<Float32Array> {
  const weights = await Promise.all(
    readings.map(async ({ tower, vector }) => {
      const calibrator = await chooseCalibrator(catalogue, space, 'text', [tower], stamp);
      const [nearest] = (await retrieve(space, vector, allowed, NEAREST)).photos;
      // Nothing may be found: then the direction makes no difference.
      if (nearest === undefined) return 1;
      const relevance = calibrator.toRelevance(nearest.cosine);
      return relevance / Math.max(Number.EPSILON, 1 - relevance);
    }),
  );
  const [first] = readings;
  const sum = new Float32Array(first?.vector.length ?? 0).map((_, i) =>
    readings.reduce((total, { vector }, reading) => total + (weights[reading] as number) * (vector[i] as number), 0),
  );
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}
