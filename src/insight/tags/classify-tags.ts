import type { AmountOfText, JudgedFrame } from '../../store/tables/tag-table.js';
import { RowProducts } from '../../vectors/math/row-products.js';
import { MIN_DEVIATIONS, type TagCalibration, type ThingTerms } from './calibration.js';
import type { TermVectors } from './term-vectors.js';
import { describe } from './z-scores.js';

/**
 * A photo gets a tag when its captions would say it with at least this probability. Cosines of different models lie in different bands, and some
 * photos are near to every term; so the probability is computed from a z-score: by how many standard deviations a term's cosine exceeds the mean of
 * the background distribution, the photo's cosines with all shipped terms. Chosen on one half of 1,000 photos with captions; `docs/tags.md` has
 * the figures of the other half, and how to get them again.
 */
const MIN_PROBABILITY = 0.2;

/** The same where things were looked for: the probability knows more then. */
const MIN_PROBABILITY_WITH_THINGS = 0.32;

/** A photo that would get no tag gets the surest shipped one from here on: a red panda or a parrot, which captions seldom say, is better than nothing. */
const MIN_ONLY_PROBABILITY = 0.06;

/** Tags of a photo at most: the surest. */
export const MAX_TAGS = 4;

/** Shipped terms that mean a page: what is written on it is near to people and things, but does not show them. */
const PAGES: ReadonlySet<string> = new Set(['document', 'receipt', 'screenshot']);

/** The group of the shipped terms that say how an image was made: all that a page gets. */
const KINDS_OF_IMAGE = 'kinds of picture';

/** Classes of `data/tags/things.json` that are no things but amounts of text, by the amounts that they mean. */
const AMOUNTS_OF_TEXT: ReadonlyMap<string, ReadonlySet<AmountOfText>> = new Map([
  ['some text', new Set<AmountOfText>(['some', 'much'])],
  ['much text', new Set<AmountOfText>(['much'])],
]);

/** Changes when the same vocabulary would give other tags. */
export const CLASSIFIER_VERSION = 5;

/** A frame as the classifier sees it. */
type SeenFrame = Pick<JudgedFrame, 'vector' | 'objects' | 'text'>;

/**
 * Zero-shot classification of frames by the terms of a vocabulary, confirmed or contradicted by the things and the
 * text that were found in them.
 * @returns gives the tags of a frame, the surest first
 */
export function createTagClassifier(
  vocabulary: TermVectors,
  background: TermVectors,
  dim: number,
  { slope, intercept, ownOffset, offsets, things, minDeviations = MIN_DEVIATIONS }: TagCalibration,
  classesOf: ThingTerms,
) {
  const toTerms = new RowProducts(vocabulary.data, dim);
  const toBackground = vocabulary.data === background.data ? undefined : new RowProducts(background.data, dim);
  const shipped = new Set(background.terms);
  const terms = vocabulary.terms.map((term) => ({
    name: term.name,
    intercept: intercept + (shipped.has(term) ? (offsets[term.name] ?? 0) : ownOffset),
    isShipped: shipped.has(term),
    isPage: shipped.has(term) && PAGES.has(term.name),
    isKind: !shipped.has(term) || term.group === KINDS_OF_IMAGE,
    classes: (shipped.has(term) && classesOf[term.name]) || [],
    things: things[term.name] ?? [0, 0],
  }));

  return ({ vector, objects, text }: SeenFrame): { name: string; score: number }[] => {
    const cosines = toTerms.multiply(vector);
    const { mean, deviation } = describe(toBackground?.multiply(vector) ?? cosines);
    const minProbability = objects === undefined ? MIN_PROBABILITY : MIN_PROBABILITY_WITH_THINGS;
    const found: { term: (typeof terms)[number]; probability: number }[] = [];
    cosines.forEach((cosine, i) => {
      const deviations = (cosine - mean) / deviation;
      const term = terms[i] as (typeof terms)[number];
      const isFound = isEvident(term.classes, objects, text);
      const added = isFound === undefined ? 0 : term.things[isFound ? 0 : 1];
      const probability = 1 / (1 + Math.exp(-(slope * deviations + term.intercept + added)));
      const least = term.isShipped ? MIN_ONLY_PROBABILITY : minProbability;
      if (deviations >= (isFound ? 0 : minDeviations) && probability >= least) found.push({ term, probability });
    });
    found.sort((a, b) => b.probability - a.probability);
    const sure = found.filter(({ probability }) => probability >= minProbability);
    if (sure.length === 0) sure.push(...found.slice(0, 1));
    const isPage = sure[0]?.term.isPage ?? false;
    return sure
      .filter(({ term }) => !isPage || term.isKind)
      .slice(0, MAX_TAGS)
      .map(({ term, probability }) => ({ name: term.name, score: Math.round(1000 * probability) / 1000 }));
  };
}

/**
 * Whether one of the classes of a term was found.
 * @returns `undefined` when nobody looked for any of them
 */
export function isEvident(
  classes: readonly string[],
  objects: SeenFrame['objects'],
  text: SeenFrame['text'],
): boolean | undefined {
  let answer: boolean | undefined;
  for (const name of classes) {
    const amounts = AMOUNTS_OF_TEXT.get(name);
    const found = amounts === undefined ? objects?.has(name) : text && amounts.has(text);
    answer = found === undefined ? answer : found || answer === true;
  }
  return answer;
}
