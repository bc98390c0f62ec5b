import type { SearchContext } from '../context.js';
import type { CheckedOptions } from '../read-options.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import { type Collapsed, collapse } from './collapse.js';

/** What was joined for a request that is done again and again while answers arrive: comparing thousands of vectors takes seconds. */
const joinedBefore = new WeakMap<SearchCatalogue, Map<string, Collapsed>>();

/** Shows several photos as one result where that is asked for: files of one shot, then near-duplicates. */
export async function joinResults(
  context: SearchContext,
  order: readonly number[],
  options: Pick<CheckedOptions, 'collapse' | 'stack'>,
): Promise<Collapsed> {
  // A catalogue that cuts pages itself is that of one request; others go on changing.
  if (context.catalogue.pages === undefined || !options.collapse) return join(context, order, options);
  const known = joinedBefore.get(context.catalogue) ?? new Map<string, Collapsed>();
  joinedBefore.set(context.catalogue, known);
  const key = JSON.stringify([options.stack, order]);
  const joined = known.get(key) ?? (await join(context, order, options));
  known.set(key, joined);
  return joined;
}

async function join(
  context: SearchContext,
  order: readonly number[],
  options: Pick<CheckedOptions, 'collapse' | 'stack'>,
): Promise<Collapsed> {
  if (!options.stack && !options.collapse) return { order: [...order], groups: new Map() };
  // Loaded on use, with the table of formats: most searches do not stack.
  const stacked = options.stack
    ? (await import('./stack.js')).stack(context, order)
    : { order: [...order], groups: new Map<number, number[]>() };
  if (!options.collapse) return stacked;
  const joined = collapse(context, stacked.order);
  const withStacked = (id: number) => [id, ...(stacked.groups.get(id) ?? [])];
  const groups = joined.order.flatMap((id): [number, number[]][] => {
    const others = [...(stacked.groups.get(id) ?? []), ...(joined.groups.get(id) ?? []).flatMap(withStacked)];
    return others.length === 0 ? [] : [[id, others]];
  });
  return { order: joined.order, groups: new Map(groups) };
}
