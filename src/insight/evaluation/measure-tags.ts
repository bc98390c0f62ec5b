import type { Space } from '../../search/spaces/space.js';
import { dot } from '../../vectors/math/dot-product.js';
import { RowProducts } from '../../vectors/math/row-products.js';
import { loadCalibration, MIN_DEVIATIONS, type TagCalibration, withOwnTags } from '../tags/calibration.js';
import { createTagClassifier } from '../tags/classify-tags.js';
import { loadShippedVocabulary } from '../tags/load-vocabulary.js';
import { getTermVectors } from '../tags/term-vectors.js';
import { describe } from '../tags/z-scores.js';
import { fitLogistic } from './logistic.js';
import { quantile } from './measure-calibration.js';

/** Tags against keywords. */
export interface TagScores {
  precision: number;
  recall: number;
  f1: number;
}

/** So many keywords at least must be terms of the vocabulary. */
const MIN_TERMS = 5;

/** The quantile of the z-scores of nonsense that `MIN_DEVIATIONS` is at, on the photos that the classifier was calibrated with. */
const NONSENSE_QUANTILE = 0.97;

/** A library in which nonsense is farther from everything needs no lower bound: `MIN_DEVIATIONS` is one. */
const MOST_DEVIATIONS = 3.5;

interface Sample {
  rows: readonly Float32Array[];
  keywords: readonly ReadonlySet<string>[];
}

/**
 * How sure tags must be in a library: how far nonsense lies from the mean of its photos and, where keywords are terms of the vocabulary, how
 * probable a keyword is at a z-score. What was fitted is used only if the other half agrees that it is better.
 * @param halves indices of the photos
 */
export async function measureTags(
  folder: string,
  space: Space,
  { rows, keywords }: Sample,
  [chosen, other]: [readonly number[], readonly number[]],
  nonsense: readonly Float32Array[],
) {
  const vocabulary = await loadShippedVocabulary();
  const shipped = await loadCalibration();
  const background = await getTermVectors(vocabulary, await space.encoder(), folder);
  const { dim } = space.row;
  const products = new RowProducts(background.data, dim);
  const chance: number[] = [];
  const pairs: [number, 0 | 1][] = [];
  const words = new Set(chosen.flatMap((i) => [...(keywords[i] as ReadonlySet<string>)]));
  const usable = vocabulary.flatMap(({ name }, term) => (words.has(name) ? [{ name, term }] : []));
  for (const i of chosen) {
    const cosines = products.multiply(rows[i] as Float32Array);
    const { mean, deviation } = describe(cosines);
    for (const vector of nonsense) chance.push((dot(vector, rows[i] as Float32Array) - mean) / deviation);
    const own = keywords[i] as ReadonlySet<string>;
    if (own.size === 0) continue;
    for (const { name, term } of usable) {
      const z = ((cosines[term] as number) - mean) / deviation;
      pairs.push([shipped.slope * z + (shipped.offsets[name] ?? 0), own.has(name) ? 1 : 0]);
    }
  }
  const atChance = quantile(chance, NONSENSE_QUANTILE);
  const minDeviations = Math.min(MOST_DEVIATIONS, Math.max(MIN_DEVIATIONS, atChance));
  const unfitted = { midpoint: -shipped.intercept, scale: 1, minDeviations };
  const fitted = usable.length < MIN_TERMS ? undefined : fitLogistic(pairs);
  const score = (calibration: TagCalibration) => {
    const classify = createTagClassifier(background, background, dim, calibration, {});
    const names = new Set(usable.map(({ name }) => name));
    let [right, given, said] = [0, 0, 0];
    for (const i of other) {
      const own = keywords[i] as ReadonlySet<string>;
      if (own.size === 0) continue;
      const tags = classify({ vector: rows[i] as Float32Array, objects: undefined, text: undefined }).filter(
        ({ name }) => names.has(name),
      );
      given += tags.length;
      right += tags.filter(({ name }) => own.has(name)).length;
      said += [...own].filter((name) => names.has(name)).length;
    }
    const [precision, recall] = [right / Math.max(1, given), right / Math.max(1, said)];
    return { precision, recall, f1: (2 * precision * recall) / (precision + recall || 1) };
  };
  if (fitted === undefined) return { calibration: unfitted, scores: null };
  const before = score(shipped);
  const candidates = [{ ...fitted, minDeviations }, unfitted].map((calibration) => ({
    calibration,
    after: score(withOwnTags(shipped, calibration)),
  }));
  const best = candidates.reduce((a, b) => (b.after.f1 > a.after.f1 ? b : a));
  if (best.after.f1 >= before.f1) return { calibration: best.calibration, scores: { before, after: best.after } };
  return { calibration: { ...unfitted, minDeviations: MIN_DEVIATIONS }, scores: { before, after: before } };
}
