import type { Filter } from '../../model/filter.js';
import type { SearchContext } from '../context.js';
import type { AskedQuery } from '../model.js';
import type { CheckedOptions } from '../read-options.js';
import type { Allowed } from '../retrieve/allowed.js';
import { findContinuation } from './cursor.js';
import { type CutInput, type CutPage, cutPage, listNewestFew } from './cut-page.js';
import { joinResults } from './join-results.js';
import type { Ranking } from './rank-photos.js';
import { sortPhotos } from './sort-photos.js';

/** Of more photos, pages are cut by catalogues that can. */
const READ_UP_TO = 10_000;

/** Of what is cut into pages by the catalogue: nothing of it is ranked. */
export const NOT_READ: Ranking = {
  ...{ order: [], total: 0, isTotalExact: true, noGoodMatch: false, isCertain: true },
  ...{ spaces: [], hits: [], things: [], lifted: new Map(), cells: [], isByVector: () => false },
};

/**
 * Without terms, everything that passes the filters is relevant.
 * @param filters of the query and of the alternative
 * @param isOrdered the newest first, and of very many only those; otherwise in no order
 */
export function rankEverything(
  context: SearchContext,
  allowed: Allowed,
  filters: readonly Filter[],
  isOrdered: boolean,
): Ranking {
  const { catalogue, scope } = context;
  const few = isOrdered ? listNewestFew(context, filters, allowed.lastPhotoId) : undefined;
  if (few !== undefined) return { ...NOT_READ, ...few, isTotalExact: false };
  const ids = allowed.photoIds ?? catalogue.order.listKeys(undefined, undefined).map(({ photoId }) => photoId);
  const found = [...ids].filter(allowed.has);
  const order = isOrdered ? sortPhotos(catalogue.order.listKeys(found, scope), 'taken', false) : found;
  return { ...NOT_READ, order, total: order.length };
}

/** The results in the order that was asked for, several as one where that is. */
export async function putInOrder(
  context: SearchContext,
  ranking: Ranking,
  query: AskedQuery,
  { allowed, ...input }: CutInput & { allowed: Allowed },
): Promise<CutPage> {
  const { options, cursor } = input;
  const { total: totalPhotos, isTotalExact } = ranking;
  const isEverything =
    options.all && options.sort !== 'relevance' && totalPhotos > Math.max(READ_UP_TO, ranking.order.length);
  const cut = isEverything ? await cutPage(context, input) : undefined;
  if (cut !== undefined)
    return { ...cut, total: options.collapse || options.stack ? cut.total : totalPhotos, totalPhotos };
  const sorted = sort(context, ranking, query, options, allowed);
  const { order, groups } = await joinResults(context, sorted, options);
  return {
    ...{ order, groups, from: cursor === undefined ? 0 : findContinuation(order, cursor), skipped: 0 },
    ...{ total: totalPhotos - (sorted.length - order.length), totalPhotos, isTotalExact },
  };
}

function sort(
  { catalogue, spaces, scope }: SearchContext,
  ranking: Ranking,
  { terms, filters }: AskedQuery,
  { sort, reverse, all }: CheckedOptions,
  allowed: Allowed,
): number[] {
  if (sort === 'relevance' && terms.length > 0) return reverse ? ranking.order.reverse() : ranking.order;
  const isEverything = all && ranking.total > ranking.order.length;
  const ids = isEverything ? allowed.photoIds : ranking.order;
  const keys = catalogue.order.listKeys(ids, scope).filter(({ photoId }) => allowed.has(photoId));
  if (sort !== 'relevance') return sortPhotos(keys, sort, reverse);
  const tags = filters.flatMap(({ condition, negated, or }) =>
    condition.field === 'tag' && !negated && or === undefined
      ? [catalogue.filters.listTagScores(condition.value, spaces.default.row.id)]
      : [],
  );
  if (tags.length === 0) return sortPhotos(keys, 'taken', reverse);
  // Of photos that are as sure, the newest first.
  const sureness = (id: number) => tags.reduce((least, scores) => Math.min(least, scores.get(id) ?? 0), 1);
  const order = sortPhotos(keys, 'taken', false).sort((one, other) => sureness(other) - sureness(one));
  return reverse ? order.reverse() : order;
}
