import type { Filter } from '../../model/filter.js';
import { IdSet } from '../../model/id-set.js';
import { isEverything } from '../../model/read-scope.js';
import type { SearchContext } from '../context.js';
import type { AskedQuery } from '../model.js';
import type { CheckedOptions } from '../read-options.js';
import type { Allowed } from '../retrieve/allowed.js';
import type { PhotoIds } from '../retrieve/photo-filter.js';
import { findContinuation } from './cursor.js';
import { type CutInput, type CutPage, cutPage, listNewestFew } from './cut-page.js';
import { joinResults } from './join-results.js';
import { MIN_LISTED, type PhotoSort } from './photo-orders.js';
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
  if (few !== undefined) return { ...NOT_READ, ...few, isTotalExact: false, newestOnly: few.order.length };
  const isListed = allowed.photoIds === undefined || isOrdered;
  const listed = isListed
    ? pickInOrder(context, allowed.photoIds, allowed, { by: 'taken', isReverse: false })
    : undefined;
  if (listed !== undefined) return { ...NOT_READ, order: listed, total: listed.length };
  const ids = allowed.photoIds ?? catalogue.order.listKeys(undefined, undefined).map(({ photoId }) => photoId);
  const found = [...ids].filter(allowed.has);
  const order = isOrdered ? sortPhotos(catalogue.order.listKeys(found, scope), 'taken', false) : found;
  return { ...NOT_READ, order, total: order.length };
}

/** The results in the order that was asked for, several as one where that is. */
export async function putInOrder(
  context: SearchContext,
  ranking: Ranking,
  query: Pick<AskedQuery, 'terms' | 'filters'>,
  input: CutInput,
  allowed: Allowed,
): Promise<CutPage> {
  const { options, cursor } = input;
  const { total: totalPhotos, isTotalExact } = ranking;
  const isWhole =
    options.all && options.sort !== 'relevance' && totalPhotos > Math.max(READ_UP_TO, ranking.order.length);
  const cut = isWhole ? await cutPage(context, input) : undefined;
  if (cut !== undefined)
    return { ...cut, total: options.collapse || options.stack ? cut.total : totalPhotos, totalPhotos };
  const sorted = sort(context, ranking, query, options, allowed);
  const { order, groups } = await joinResults(context, sorted, options);
  return {
    order,
    groups,
    from: cursor === undefined ? 0 : findContinuation(order, cursor),
    skipped: 0,
    total: totalPhotos - (sorted.length - order.length),
    totalPhotos,
    isTotalExact,
  };
}

/** Many photos in an order, picked from the order of all; `undefined`: their keys are to be read. @param photoIds `undefined`: all */
function pickInOrder(
  { orders, scope }: SearchContext,
  photoIds: PhotoIds | undefined,
  allowed: Allowed,
  { by, isReverse }: { by: PhotoSort; isReverse: boolean },
): number[] | undefined {
  const isFew = photoIds !== undefined && photoIds.size < MIN_LISTED;
  if (orders === undefined || isFew || !isEverything(scope)) return undefined;
  return orders.list(by, isReverse, (id) => allowed.has(id) && (photoIds === undefined || photoIds.has(id)));
}

function sort(
  context: SearchContext,
  ranking: Ranking,
  { terms, filters }: Pick<AskedQuery, 'terms' | 'filters'>,
  { sort, reverse, all }: CheckedOptions,
  allowed: Allowed,
): number[] {
  if (sort === 'relevance' && terms.length > 0) return reverse ? ranking.order.reverse() : ranking.order;
  const { catalogue, spaces, scope } = context;
  const isAll = all && ranking.total > ranking.order.length;
  const photoIds = isAll ? allowed.photoIds : IdSet.from(ranking.order);
  const inOrder = (by: PhotoSort, isReverse: boolean) => {
    const picked = pickInOrder(context, photoIds, allowed, { by, isReverse });
    if (picked !== undefined) return picked;
    const keys = catalogue.order.listKeys(photoIds, scope).filter(({ photoId }) => allowed.has(photoId));
    return sortPhotos(keys, by, isReverse);
  };
  if (sort !== 'relevance') return inOrder(sort, reverse);
  const tags = filters.flatMap(({ condition, negated, or }) =>
    condition.field === 'tag' && !negated && or === undefined
      ? [catalogue.filters.listTagScores(condition.value, spaces.default.row.id)]
      : [],
  );
  if (tags.length === 0) return inOrder('taken', reverse);
  // Of photos that are as sure, the newest first.
  const sureness = (id: number) => tags.reduce((least, scores) => Math.min(least, scores.get(id) ?? 0), 1);
  const order = inOrder('taken', false).sort((one, other) => sureness(other) - sureness(one));
  return reverse ? order.reverse() : order;
}
