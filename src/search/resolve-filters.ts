import type { Filter } from '../model/filter.js';
import type { SearchContext } from './context.js';
import { resolveFolders } from './resolve-folders.js';
import { resolveObjects } from './things/resolve-objects.js';

/**
 * Gives filters the values that the library knows: see {@link resolveFolders} and {@link resolveObjects}.
 * @throws PhotoseekError `bad-query` for what can match nothing
 */
export async function resolveFilters(
  context: Pick<SearchContext, 'catalogue' | 'scope'>,
  filters: readonly Filter[],
): Promise<Filter[]> {
  return resolveObjects(await resolveFolders(context, filters));
}
