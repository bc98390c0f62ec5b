import { throwIfAborted } from '../errors.js';
import { checkTarget } from './check-query.js';
import type { SearchContext } from './context.js';
import { embedImage } from './embed/query-image.js';
import type { QueryImage } from './model.js';
import { putPresentFirst } from './present/put-present-first.js';
import { toPhoto } from './present/to-photo.js';
import { readFilters } from './read-field-filters.js';
import { type CheckedOptions, readOptions } from './read-options.js';
import { answerQuery } from './run-search.js';
import { chooseSpaces } from './spaces/choose-spaces.js';
import type { SearchResponse, SearchResult } from './types/answer.js';
import type { SearchOptions, SimilarTarget } from './types/request.js';

/**
 * Photos that look like an image: a query of one term, whose answer is preceded by the files that hold exactly the bytes of the image. See
 * `Library.similar`.
 */
export async function searchSimilar(
  context: SearchContext,
  target: SimilarTarget,
  options: SearchOptions,
): Promise<SearchResponse<number>> {
  const startedAt = performance.now();
  checkTarget(target);
  const checked = readOptions(options);
  throwIfAborted(checked.signal);
  // The spaces of a cursor are not known before the query's fingerprint is: the image is embedded in all that may be asked.
  const spaces = chooseSpaces(context.spaces, checked.spaces, undefined, context.stamp);
  return searchLike(context, await embedImage(context, spaces, target, checked.signal), checked, startedAt);
}

/** The same for an image whose vectors are known. */
export async function searchLike(
  context: SearchContext,
  image: QueryImage,
  checked: CheckedOptions,
  startedAt: number,
): Promise<SearchResponse<number>> {
  const identical = await presentIdentical(context, image);
  // They are on the first page, and the others take the places that are left.
  const isFirst = checked.cursor === undefined;
  const places = isFirst ? checked.limit - identical.length : checked.limit;
  const query = {
    name: image.name,
    terms: [{ source: { image }, weight: 1 }],
    filters: readFilters(checked),
  };
  // An image is a term, so every result has a relevance.
  const answer = (await answerQuery(
    context,
    query,
    { ...checked, limit: places },
    startedAt,
  )) as SearchResponse<number>;
  return {
    ...answer,
    results: isFirst ? [...identical, ...answer.results] : answer.results,
    total: answer.total + identical.length,
    totalPhotos: answer.totalPhotos + identical.length,
    ...(identical.length > 0 ? { noGoodMatch: false, notices: [] } : {}),
  };
}

/** Other files with exactly the bytes of the query. */
async function presentIdentical(
  context: SearchContext,
  { photoId, path }: QueryImage,
): Promise<SearchResult<number>[]> {
  const { catalogue, scope } = context;
  const row = photoId === undefined ? undefined : catalogue.files.getPhoto(photoId, scope);
  if (row === undefined) return [];
  const { files } = row;
  const others = files.filter((file) => file.path !== path);
  if (others.length === 0) return [];
  // A picture that was put with the bytes of a file has no other that people know.
  const isPut = others.every(({ isManaged }) => isManaged);
  const own = isPut ? files.filter((file) => !file.isManaged) : [];
  const shown = { ...row, files: [...others, ...own] };
  await putPresentFirst(context, new Map([[row.id, shown]]));
  const photo = toPhoto(shown);
  return [{ ...photo, cosine: 1, relevance: 1, matched: ['vector'], evidence: [], identical: true, collapsed: [] }];
}
