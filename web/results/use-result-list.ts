import { useEffect, useReducer } from 'preact/hooks';
import { isEmptyQuery } from '../query/types.js';
import { getSearchKey, type Route } from '../state/route.js';
import type { Refusal } from './refusal.js';
import { ResultList } from './result-list.js';

/** Lists of the last searches: going back shows what was there, at once and at the same place. */
const cached = new Map<string, ResultList>();
const MAX_CACHED = 12;

/** The list for a route, from before or new. */
export function getResultList(route: Route): ResultList {
  const key = getSearchKey(route);
  const known = cached.get(key);
  const list = known ?? new ResultList(route);
  cached.delete(key);
  cached.set(key, list);
  for (const [oldest] of cached) {
    if (cached.size <= MAX_CACHED) break;
    cached.delete(oldest);
  }
  return list;
}

/** The list for a route, if it was shown before. */
export function findResultList(route: Route): ResultList | undefined {
  return cached.get(getSearchKey(route));
}

/** After an index run every list may be another. */
export function forgetResultLists(): void {
  cached.clear();
}

/** Draws the component again whenever the list changes; the first page is asked for. */
export function useResultList(list: ResultList): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const end = list.listen(() => redraw(undefined as never));
    const { isAnswered, error, refusal } = list.state;
    if (!isAnswered && error === '' && refusal === null) void list.loadMore();
    return () => {
      end();
      list.stop();
    };
  }, [list]);
}

/** Why the server does not answer the query of a route; `null` when it does, or has not said yet. */
export function useRefusal(route: Route): Refusal | null {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const list = route.view === 'search' && !isEmptyQuery(route.query) ? getResultList(route) : undefined;
  useEffect(() => list?.listen(() => redraw(undefined as never)), [list]);
  return list?.state.refusal ?? null;
}
