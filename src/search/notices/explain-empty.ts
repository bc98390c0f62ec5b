import type { Filter } from '../../model/filter.js';
import type { SearchContext } from '../context.js';
import { printFilter } from '../query/print-query.js';
import type { BlockingFilter, Notice } from '../types/answer.js';

/**
 * Says which filters leave no photo: those without which there are some, or all of them where dropping one is not enough.
 * @param filters those of the query, then those of the options
 * @returns `undefined` when photos pass all filters, so that something else left none
 */
export function explainEmpty(
  { catalogue, spaces, scope }: SearchContext,
  filters: readonly Filter[],
): Notice | undefined {
  const spaceId = spaces.default.row.id;
  const count = (wanted: readonly Filter[]) => catalogue.filters.countMatching(wanted, { scope, spaceId });
  if (filters.length === 0 || count(filters) > 0) return undefined;
  const all = filters.map((filter, position) => ({
    filter: printFilter(filter),
    position,
    photosWithout: count(filters.filter((_, at) => at !== position)),
  }));
  const enough = all.filter(({ photosWithout }) => photosWithout > 0);
  const blocking = enough.length > 0 ? enough.sort((a, b) => b.photosWithout - a.photosWithout) : all;
  return { code: 'filters-empty', message: describe(blocking, filters.length), filters: blocking };
}

/** Ways that are named in the message; a program gets all. */
const MAX_NAMED = 3;

function describe(blocking: readonly BlockingFilter[], filters: number): string {
  const named = blocking.slice(0, MAX_NAMED);
  if (named[0]?.photosWithout === 0)
    return `No photo passes ${named.map(({ filter }) => filter).join(', ')}, nor all of them but one.`;
  const [only] = filters === 1 ? named : [];
  if (only !== undefined) return `No photo passes ${only.filter}; ${countPassing(only)} without it.`;
  const ways = named.map((one) => `${countPassing(one)} without ${one.filter}`);
  return `No photo passes all filters; ${ways.join(', ')}.`;
}

function countPassing({ photosWithout }: BlockingFilter): string {
  return photosWithout === 1 ? '1 does' : `${photosWithout} do`;
}
