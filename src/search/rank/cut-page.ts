import type { Filter } from '../../model/filter.js';
import { isEverything } from '../../model/read-scope.js';
import type { SearchContext } from '../context.js';
import type { CheckedOptions } from '../read-options.js';
import type { Collapsed } from './collapse.js';
import type { Cursor } from './cursor.js';
import { joinResults } from './join-results.js';
import type { BrowsedOrder, BrowsedPhotos, PhotoPages } from './photo-pages.js';

/** Pages are cut of the order up to this depth; whoever asks for more wants all of it. */
const MAX_DEPTH = 2000;

/** A part of the order that holds a page. */
export interface CutPage extends Collapsed {
  /** Where the page begins in `order`, and how many results come before `order`. */
  from: number;
  skipped: number;
  total: number;
  totalPhotos: number;
  isTotalExact: boolean;
  /** The results are those of a stretch of the order that begins behind this photo; 0: at the beginning. */
  beginsBehind?: number;
  /** There are more results behind those of `order`, and they are behind this photo. */
  goesOnBehind?: number;
}

/** What a page is cut of. */
export interface CutInput {
  filters: readonly Filter[];
  options: CheckedOptions;
  lastPhotoId: number;
  cursor: Cursor | undefined;
  /** Results that are needed behind the cursor. */
  depth: number;
}

/**
 * A page of everything that fulfils filters, where the catalogue cuts pages itself.
 * @returns `undefined`: everything is to be read
 */
export async function cutPage(context: SearchContext, input: CutInput): Promise<CutPage | undefined> {
  const { pages } = context.catalogue;
  const { filters, options, lastPhotoId, cursor, depth } = input;
  if (pages === undefined || depth > MAX_DEPTH) return undefined;
  const { limits } = pages;
  const photos = { filters, scope: context.scope, spaceId: context.spaces.default.row.id, lastPhotoId };
  const isAll = filters.length === 0 && isEverything(context.scope);
  const upTo = options.exactTotal ? Number.MAX_SAFE_INTEGER : isAll ? limits.countAllUpTo : limits.countUpTo;
  const { count: counted, isExact: isTotalExact } = pages.count(photos, upTo);
  const isFew = isTotalExact && counted < limits.countUpTo;
  const order = toOrder(filters, options);
  if (options.collapse || options.stack)
    return isTotalExact && counted <= limits.joinUpTo
      ? undefined
      : cutJoined(context, pages, { ...input, photos, order, counted });
  const place = { lastGiven: cursor?.lastGiven ?? [], given: cursor?.given ?? 0 };
  // One more says whether there is a next page.
  const { ids, present } = pages.list(photos, order, place, { limit: depth + 1, isFew });
  const before = [...present].reverse();
  const skipped = before.length === 0 ? place.given : Math.max(0, place.given - place.lastGiven.length);
  const total = isTotalExact ? counted : Math.max(counted, skipped + before.length + ids.length);
  return {
    ...{ order: [...before, ...ids], groups: new Map(), from: before.length, skipped },
    ...{ total, totalPhotos: total, isTotalExact },
  };
}

/** The newest photos of everything that fulfils filters, and how many there are. @returns `undefined`: everything is to be read */
export function listNewestFew(context: SearchContext, filters: readonly Filter[], lastPhotoId: number) {
  const { pages } = context.catalogue;
  if (pages === undefined) return undefined;
  const photos = { filters, scope: context.scope, spaceId: context.spaces.default.row.id, lastPhotoId };
  const { countUpTo } = pages.limits;
  const { count: counted, isExact } = pages.count(photos, countUpTo);
  if (isExact) return undefined;
  const order: BrowsedOrder = { by: 'taken', isReverse: false, tags: [] };
  const { ids } = pages.list(photos, order, { lastGiven: [], given: 0 }, { limit: countUpTo, isFew: false });
  return { order: ids, total: counted };
}

function toOrder(filters: readonly Filter[], { sort, reverse }: CheckedOptions): BrowsedOrder {
  const tags =
    sort === 'relevance'
      ? filters.flatMap(({ condition, negated, or }) =>
          condition.field === 'tag' && !negated && or === undefined ? [condition.value] : [],
        )
      : [];
  return { by: sort === 'relevance' ? 'taken' : sort, isReverse: reverse, tags };
}

/** Shots of one moment, and files of one shot, are neighbours in most orders: they are joined within stretches of it, one after the other. */
async function cutJoined(
  context: SearchContext,
  pages: PhotoPages,
  {
    photos,
    order,
    cursor,
    options,
    counted,
  }: CutInput & { photos: BrowsedPhotos; order: BrowsedOrder; counted: number },
): Promise<CutPage> {
  const { stretch } = pages.limits;
  const { given = 0, lastGiven = [] } = cursor ?? {};
  // The last one of a cursor is the photo that the stretch begins behind.
  let behind = lastGiven.at(-1) ?? 0;
  for (let leaders = lastGiven.slice(0, -1); ; leaders = []) {
    const place = behind === 0 ? { lastGiven: [], given: 0 } : { lastGiven: [behind, ...leaders], given };
    const { ids } = pages.list(photos, order, place, { limit: stretch, isFew: false });
    const joined = await joinResults(context, ids, options);
    const last = leaders.find((id) => joined.order.includes(id));
    const from = last === undefined ? 0 : joined.order.indexOf(last) + 1;
    const end = ids.length === stretch ? ids.at(-1) : undefined;
    if (from === joined.order.length && end !== undefined) {
      behind = end;
      continue;
    }
    const skipped = Math.max(0, given - from);
    return {
      ...{ ...joined, from, skipped, beginsBehind: behind, totalPhotos: counted, isTotalExact: false },
      total: skipped + joined.order.length + (end === undefined ? 0 : 1),
      ...(end !== undefined && { goesOnBehind: end }),
    };
  }
}
