import type { CountedClass } from '../../detect/objects/vocabulary.js';
import type { SearchContext } from '../context.js';
import type { AskedTerm, EmbeddedQuery } from '../model.js';
import { readCounts } from '../things/read-counts.js';
import { weighCounts } from '../things/weigh-counts.js';
import { type AskedLook, readLooks } from './read-looks.js';
import { weighLooks } from './weigh-looks.js';

/** Colours, light and numbers of things that a query names: facts of pixels, which need no encoder. */
export interface AskedSeen {
  looks: readonly AskedLook[];
  counts: readonly CountedClass[];
}

/** Reads them from the added texts; images name none. */
export async function readSeen(
  context: SearchContext,
  terms: readonly AskedTerm[],
  embedded: EmbeddedQuery | undefined,
): Promise<AskedSeen> {
  if (embedded === undefined) return { looks: [], counts: [] };
  const texts = terms.flatMap(({ source, weight }) => ('text' in source && weight > 0 ? source.text : []));
  const languages = embedded.language?.codes ?? [];
  return { looks: readLooks(texts, languages), counts: await readCounts(context, texts, languages) };
}

/** Gives what is added to the cosines of vectors, by id, for what is seen in their frames; `undefined` where the query names nothing of it. */
export function toSeenWeigher({ catalogue }: SearchContext, { looks, counts }: AskedSeen = { looks: [], counts: [] }) {
  if (looks.length + counts.length === 0) return undefined;
  return (vectorIds: readonly number[]): Map<number, number> => {
    const added = new Map<number, number>();
    if (looks.length > 0)
      for (const [id, look] of catalogue.looks.ofVectors(vectorIds)) added.set(id, weighLooks(look, looks));
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
