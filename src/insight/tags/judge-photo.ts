import { RowProducts } from '../../vectors/math/row-products.js';
import type { WordVectors } from './word-vectors.js';

/**
 * When a photo gets a tag. Cosines of different models lie in different bands, and some photos are near to every word; so a word's cosine is
 * measured against the cosines of all the words that ship: how many standard deviations it lies above their mean. Chosen on 1,000 photos
 * with captions; `docs/tags.md` has the figures and how to get them again.
 */
const LEAST_DEVIATIONS = 2;

/** Of one group (a dog, not a wolf), only what comes this close to the nearest. */
const GROUP_GAP = 1.5;

/** How often a word at so many deviations stood in one of the captions: a logistic curve fitted to them. */
const SLOPE = 1.4;
const OFFSET = -3.27;

/** The nearest are kept; a photo says no more than that. */
const MAX_TAGS = 12;

/** Changes when the same words would give other tags. */
export const JUDGE_VERSION = 1;

/** Judges photos by words. */
export function createTagClassifier(words: WordVectors, background: WordVectors, dim: number) {
  const toWords = new RowProducts(words.data, dim);
  const toBackground = words.data === background.data ? undefined : new RowProducts(background.data, dim);

  /** The tags of the photo whose vector stands at `offset`, the surest first. */
  return (data: Float32Array, offset: number): { name: string; score: number }[] => {
    const vector = data.subarray(offset, offset + dim);
    const cosines = toWords.multiply(vector);
    const { mean, deviation } = describe(toBackground?.multiply(vector) ?? cosines);
    const found: { name: string; group: string; deviations: number }[] = [];
    const best = new Map<string, number>();
    cosines.forEach((cosine, i) => {
      const deviations = (cosine - mean) / deviation;
      if (!(deviations >= LEAST_DEVIATIONS)) return;
      const { name, group } = words.words[i] as (typeof words.words)[number];
      found.push({ name, group, deviations });
      best.set(group, Math.max(best.get(group) ?? 0, deviations));
    });
    return found
      .filter(({ group, deviations }) => (best.get(group) as number) - deviations <= GROUP_GAP)
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
