import type { Filter } from '../../model/filter.js';
import type { TextField } from '../../store/text-fields.js';
import type { SearchContext } from '../context.js';
import type { RankedPhoto } from '../model.js';
import type { TextQuery } from '../text/terms.js';
import type { SearchResult } from '../types/answer.js';
import { listEvidence, locateVectors } from './list-evidence.js';
import { putMatchingFirst } from './put-matching-first.js';
import { putPresentFirst } from './put-present-first.js';
import { round, toCosine } from './round.js';
import { filesWithin, toPhoto } from './to-photo.js';

/** Turns ranked photos into results with their metadata and evidence, in the same order. Photos removed a moment ago are left out. */
export async function presentPhotos(
  context: SearchContext,
  photos: readonly RankedPhoto[],
  terms: TextQuery | undefined,
  filters: readonly Filter[],
): Promise<SearchResult[]> {
  const { catalogue, within } = context;
  const rows = catalogue.files.listPhotos(photos.map(({ id }) => id));
  await putPresentFirst(context, rows);
  putMatchingFirst(context, rows, filters);
  const columns = catalogue.texts.findColumns(
    photos.flatMap(({ text }) => text?.fileId ?? []),
    terms?.significant ?? [],
  );
  const locations = locateVectors(catalogue, photos);
  return photos.flatMap((ranked) => {
    const row = rows.get(ranked.id);
    if (row === undefined || filesWithin(row, within).length === 0) return [];
    const photo = toPhoto(row, { within });
    const fields = ranked.text === undefined ? [] : (columns.get(ranked.text.fileId) ?? ['name' as TextField]);
    const evidence = listEvidence(ranked, photo, fields, locations);
    const [vector] = ranked.vectors;
    const [best] = evidence;
    // Not spread into a new object: that takes twenty times as long.
    return Object.assign(photo, {
      cosine: vector === undefined ? null : toCosine(vector.cosine),
      relevance: best === undefined ? null : round(best.relevance),
      matched: [...(ranked.isByVector ? ['vector'] : []), ...fields],
      evidence,
      identical: false,
      collapsed: ranked.collapsed,
    });
  });
}
