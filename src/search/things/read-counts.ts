import type { CountedClass } from '../../detect/objects/vocabulary.js';
import type { SearchContext } from '../context.js';

/**
 * The numbers of things that descriptions name: *two dogs*, *drei Katzen*.
 * @param texts those that are added
 * @param languages ISO 639-1 codes; without any, texts are English
 */
export async function readCounts(
  { catalogue, stamp }: SearchContext,
  texts: readonly string[],
  languages: readonly string[],
): Promise<CountedClass[]> {
  // Asked first: a library without things loads no vocabulary.
  if (texts.length === 0 || catalogue.regions.hasNoObjects(stamp)) return [];
  const { loadObjectVocabulary } = await import('../../detect/objects/load-vocabulary.js');
  const vocabulary = loadObjectVocabulary();
  return texts.flatMap((text) => {
    const counted = vocabulary.findCounted(text, languages.length === 0 ? ['en'] : languages);
    // The language of two words is often mistaken, and a number beside a thing of one language is seldom chance.
    return counted.length > 0 ? counted : vocabulary.findCounted(text, vocabulary.languages);
  });
}
