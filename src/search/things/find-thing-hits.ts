import type { ObjectVocabulary } from '../../detect/objects/vocabulary.js';
import type { SearchContext } from '../context.js';
import type { AskedTerm, ThingHit } from '../model.js';
import type { CheckedOptions } from '../read-options.js';
import { readTerms } from '../text/terms.js';
import { GOOD_SCORE } from './join-relevance.js';

/** Photos of one class that are ranked: more of them say nothing about which is meant. */
const MAX_PHOTOS = 1000;

/**
 * Photos in which a thing was found that the query names, the surest first. The query must name nothing else: of "a dog on the beach" the encoder
 * knows more than the detector does.
 */
export async function findThingHits(
  { catalogue, stamp }: SearchContext,
  terms: readonly AskedTerm[],
  { mode, language }: Pick<CheckedOptions, 'mode' | 'language'>,
): Promise<readonly ThingHit[]> {
  const [term, ...others] = terms;
  if (mode !== 'hybrid' || term === undefined || others.length > 0 || term.weight <= 0 || !('text' in term.source))
    return [];
  // Asked first: a library without things loads no vocabulary.
  if (catalogue.regions.hasNoObjects(stamp)) return [];
  const label = await findClass(term.source.text, language);
  return label === undefined ? [] : catalogue.regions.listPhotosOf(label, GOOD_SCORE, MAX_PHOTOS);
}

async function findClass(text: string, language: string | undefined): Promise<string | undefined> {
  const { loadObjectVocabulary } = await import('../../detect/objects/load-vocabulary.js');
  return findOnlyClass(text, loadObjectVocabulary(), language);
}

/** The class that a text names, with or without an article, and nothing else. */
export function findOnlyClass(
  text: string,
  vocabulary: Pick<ObjectVocabulary, 'find'>,
  language?: string,
): string | undefined {
  const significant = readTerms([text], false)
    .significant.map((word) => word.text)
    .join(' ');
  return vocabulary.find(text, language) ?? (significant === '' ? undefined : vocabulary.find(significant, language));
}
