import type { CountedClass } from '../../detect/objects/vocabulary.js';
import type { SeenThing } from '../../model/region.js';
import type { SearchContext } from '../context.js';
import type { AskedTerm, EmbeddedQuery } from '../model.js';
import { splitColours } from '../query/values/colours.js';
import { findOnlyClass } from '../things/find-thing-hits.js';
import { readCounts } from '../things/read-counts.js';
import { weighCounts } from '../things/weigh-counts.js';
import { bindColours, type ColouredThing } from './bind-colours.js';
import { type AskedLook, readLooks } from './read-looks.js';
import { weighLooks } from './weigh-looks.js';

/** Colours, light and numbers of things that a query names: facts of pixels, which need no encoder. */
export interface AskedSeen {
  looks: readonly AskedLook[];
  /** Of the colours among them, those that are said of a thing. */
  coloured: readonly ColouredThing[];
  /** The query names one thing with its colour, and nothing else. */
  isColourAlone: boolean;
  counts: readonly CountedClass[];
}

const NOTHING: AskedSeen = { looks: [], coloured: [], isColourAlone: false, counts: [] };

/** Reads them from the added texts; images name none. */
export async function readSeen(
  context: SearchContext,
  terms: readonly AskedTerm[],
  embedded: EmbeddedQuery | undefined,
): Promise<AskedSeen> {
  if (embedded === undefined) return NOTHING;
  const texts = terms.flatMap(({ source, weight }) => ('text' in source && weight > 0 ? source.text : []));
  const languages = embedded.language?.codes ?? [];
  const named = readLooks(texts, languages);
  const coloured = await readColoured(context, texts, languages, named.length > 0);
  return {
    looks: [...new Set([...named, ...coloured.map(({ colour }) => colour)])],
    coloured,
    isColourAlone: terms.length === 1 && coloured.length === 1 && (await isAlone(texts[0] ?? '')),
    counts: await readCounts(context, texts, languages),
  };
}

async function readColoured(
  { catalogue, stamp }: SearchContext,
  texts: readonly string[],
  languages: readonly string[],
  areLooksNamed: boolean,
): Promise<ColouredThing[]> {
  // Asked first: a library without things loads no vocabulary.
  if (texts.length === 0 || catalogue.regions.hasNoObjects(stamp)) return [];
  const { loadObjectVocabulary } = await import('../../detect/objects/load-vocabulary.js');
  const vocabulary = loadObjectVocabulary();
  return texts.flatMap((text) => {
    if (areLooksNamed) return bindColours(text, vocabulary, languages);
    // The language of two words is often mistaken (`roter Vogel`), and a colour beside a thing of one language is seldom chance.
    for (const code of vocabulary.languages) {
      const found = bindColours(text, vocabulary, [code]);
      if (found.length > 0) return found;
    }
    return [];
  });
}

/** Between a colour and its thing in Chinese and Japanese. */
const PARTICLE = /^[的の]/u;

/** Whether a text is a colour and a thing, with or without an article. */
async function isAlone(text: string): Promise<boolean> {
  const { loadObjectVocabulary } = await import('../../detect/objects/load-vocabulary.js');
  const vocabulary = loadObjectVocabulary();
  return splitColours(text).some(({ rest }) => findOnlyClass(rest.replace(PARTICLE, ''), vocabulary) !== undefined);
}

/** Gives what is added to the cosines of vectors, by id, for what is seen in their frames; `undefined` where the query names nothing of it. */
export function toSeenWeigher(
  { catalogue }: SearchContext,
  { looks, coloured, isColourAlone, counts }: AskedSeen = NOTHING,
) {
  if (looks.length + counts.length === 0) return undefined;
  return (vectorIds: readonly number[]): Map<number, number> => {
    const added = new Map<number, number>();
    if (looks.length > 0) {
      const things = listColoured(catalogue, vectorIds, coloured);
      for (const [id, look] of catalogue.looks.ofVectors(vectorIds))
        added.set(id, weighLooks({ look, things: things.get(id) ?? [] }, looks, coloured, isColourAlone));
    }
    if (counts.length > 0) {
      const found = catalogue.regions.countOfVectors(
        vectorIds,
        counts.map(({ name }) => name),
      );
      for (const id of vectorIds) added.set(id, (added.get(id) ?? 0) + weighCounts(found.get(id), counts));
    }
    return added;
  };
}

/** Things of the classes whose colour is asked for, in the frames of vectors. */
export function listColoured(
  { regions }: Pick<SearchContext['catalogue'], 'regions'>,
  vectorIds: readonly number[],
  coloured: readonly ColouredThing[],
): Map<number, SeenThing[]> {
  if (coloured.length === 0) return new Map();
  return regions.listOfVectors(vectorIds, [...new Set(coloured.map(({ label }) => label))]);
}
