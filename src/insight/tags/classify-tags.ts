import { RowProducts } from '../../vectors/math/row-products.js';
import type { TermVectors } from './term-vectors.js';

/**
 * The threshold of a tag: a z-score. Cosines of different models lie in different bands, and some photos are near to every term; so a term's
 * cosine is compared with the background distribution, the photo's cosines with all shipped terms: by how many standard deviations it
 * exceeds their mean. Chosen on 1,000 photos with captions; `docs/tags.md` has the figures and how to get them again.
 */
const MIN_DEVIATIONS = 2;

/** Of one group (a dog, not a wolf), only terms within so many deviations of the nearest. */
const MAX_GROUP_GAP = 1.5;

/** The probability that a term at so many deviations stands in one of a photo's captions: a logistic curve fitted to them. */
const SLOPE = 1.4;
const OFFSET = -3.27;

/** Tags of a photo at most: the nearest. */
const MAX_TAGS = 12;

/** Changes when the same vocabulary would give other tags. */
export const CLASSIFIER_VERSION = 1;

/** Zero-shot classification of photos by the terms of a vocabulary. */
export function createTagClassifier(vocabulary: TermVectors, background: TermVectors, dim: number) {
  const toTerms = new RowProducts(vocabulary.data, dim);
  const toBackground = vocabulary.data === background.data ? undefined : new RowProducts(background.data, dim);

  /** The tags of the photo whose vector stands at `offset`, the surest first. */
  return (data: Float32Array, offset: number): { name: string; score: number }[] => {
    const vector = data.subarray(offset, offset + dim);
    const cosines = toTerms.multiply(vector);
    const { mean, deviation } = describe(toBackground?.multiply(vector) ?? cosines);
    const found: { name: string; group: string; deviations: number }[] = [];
    const best = new Map<string, number>();
    cosines.forEach((cosine, i) => {
      const deviations = (cosine - mean) / deviation;
      if (!(deviations >= MIN_DEVIATIONS)) return;
      const { name, group } = vocabulary.terms[i] as (typeof vocabulary.terms)[number];
      found.push({ name, group, deviations });
      best.set(group, Math.max(best.get(group) ?? 0, deviations));
    });
    return found
      .filter(({ group, deviations }) => (best.get(group) as number) - deviations <= MAX_GROUP_GAP)
      .sort((a, b) => b.deviations - a.deviations)
      .slice(0, MAX_TAGS)
      .map(({ name, deviations }) => ({ name, score: toScore(deviations) }));
  };
}

function toScore(deviations: number): number {
  return Math.round(1000 / (1 + Math.exp(-(SLOPE * deviations + OFFSET)))) / 1000;
}

function describe(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
