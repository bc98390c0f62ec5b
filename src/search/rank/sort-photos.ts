import { basename } from 'node:path';
import { toSortName } from '../../model/sort-name.js';
import type { OrderKeys } from '../../store/queries/photo-order.js';
import type { SortOrder } from '../types/request.js';

/**
 * Sorts photos by something else than relevance. Photos with equal keys are in the order of their ids; photos without a time come last, whichever way round.
 * @returns ids
 */
export function sortPhotos(
  keys: readonly OrderKeys[],
  sort: Exclude<SortOrder, 'relevance'>,
  isReverse: boolean,
): number[] {
  const compare = comparisons[sort]();
  const known = keys.filter((key) => sort !== 'taken' || key.takenAtMs !== null);
  const unknown = keys.filter((key) => sort === 'taken' && key.takenAtMs === null);
  const order = (list: OrderKeys[]) => list.sort((a, b) => compare(a, b) || a.photoId - b.photoId);
  const sorted = order(known);
  if (isReverse) sorted.reverse();
  return [...sorted, ...order(unknown)].map(({ photoId }) => photoId);
}

type Compare = (a: OrderKeys, b: OrderKeys) => number;

const comparisons: Record<Exclude<SortOrder, 'relevance'>, () => Compare> = {
  taken: () => (a, b) => (b.takenAtMs ?? 0) - (a.takenAtMs ?? 0),
  size: () => (a, b) => b.sizeBytes - a.sizeBytes,
  name: () => {
    const keyOf = new Map<OrderKeys, string>();
    const toKey = (key: OrderKeys) => {
      const known = keyOf.get(key) ?? toSortName(basename(key.path));
      keyOf.set(key, known);
      return known;
    };
    return (a, b) => {
      const [one, other] = [toKey(a), toKey(b)];
      return one < other ? -1 : one > other ? 1 : 0;
    };
  },
};
