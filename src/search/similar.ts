import { throwIfAborted } from '../errors.js';
import { type QueryPicture, understandPicture } from './embed/query-picture.js';
import { parseFilters } from './parse/parse-query.js';
import { filesWithin, toPhoto } from './present/present.js';
import { readOptions } from './read-options.js';
import { answerQuery } from './run-search.js';
import type { SearchParts } from './search-parts.js';
import type { SearchOptions, SearchResponse, SearchResult, SimilarTarget } from './types.js';

/**
 * Photos that look like a picture: a query of one term, whose answer is preceded by the files that hold exactly the bytes of the picture. See
 * `Library.similar`.
 */
export async function searchSimilar(
  parts: SearchParts,
  target: SimilarTarget,
  options: SearchOptions,
): Promise<SearchResponse> {
  const startedAt = performance.now();
  const checked = readOptions(options);
  throwIfAborted(checked.signal);
  const picture = await understandPicture(parts, target, checked.signal);
  const identical = presentIdentical(parts, picture);
  // They are on the first page, and the others take the places that are left.
  const isFirst = checked.cursor === undefined;
  const places = isFirst ? checked.limit - identical.length : checked.limit;
  const query = {
    name: picture.name,
    terms: [{ source: { picture }, weight: 1 }],
    filters: parseFilters(checked.filters),
  };
  const answer = await answerQuery(parts, query, { ...checked, limit: places }, startedAt);
  return {
    ...answer,
    results: isFirst ? [...identical, ...answer.results] : answer.results,
    total: answer.total + identical.length,
    ...(identical.length > 0 ? { noGoodMatch: false, notices: [] } : {}),
  };
}

/** Other files with exactly the bytes of the query. */
function presentIdentical({ catalogue, within }: SearchParts, { photoId, path }: QueryPicture): SearchResult[] {
  const row = photoId === undefined ? undefined : catalogue.files.getPhoto(photoId);
  if (row === undefined) return [];
  const files = filesWithin(row, within).filter((file) => file.path !== path);
  if (files.length === 0) return [];
  const photo = toPhoto({ ...row, files });
  return [{ ...photo, cosine: 1, relevance: 1, matched: ['vector'], identical: true, collapsed: [] }];
}
