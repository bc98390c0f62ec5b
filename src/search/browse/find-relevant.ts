import type { SearchContext } from '../context.js';
import { findAnswer } from '../find-answer.js';
import { readOptions } from '../read-options.js';
import { readQuery } from '../read-query.js';
import type { QueryInput, SearchOptions } from '../types/request.js';

/**
 * The whole relevant set of a query, unpaged: facets are counted over it.
 * @returns photo ids in the order of the answer
 */
export async function findRelevant(
  context: SearchContext,
  query: QueryInput,
  options: SearchOptions = {},
): Promise<{ photoIds: number[] }> {
  const { cursor: _, ...unpaged } = options;
  const checked = readOptions({ ...unpaged, exactTotal: true });
  const { order } = await findAnswer(context, readQuery(query, checked), checked, context.catalogue.counts.photos());
  return { photoIds: order };
}
