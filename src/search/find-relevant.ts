import { findAnswer } from './find-answer.js';
import { readOptions } from './read-options.js';
import { readQuery } from './read-query.js';
import type { SearchParts } from './search-parts.js';
import type { QueryInput, SearchOptions } from './types.js';

/**
 * The whole relevant set of a query, unpaged: what counts are made over.
 * @returns photo ids in the order of the answer
 */
export async function findRelevant(
  parts: SearchParts,
  query: QueryInput,
  options: SearchOptions = {},
): Promise<{ photoIds: number[] }> {
  const { cursor: _, ...unpaged } = options;
  const checked = readOptions({ ...unpaged, exactTotal: true });
  const { order } = await findAnswer(parts, readQuery(query, checked), checked, parts.space.size);
  return { photoIds: order };
}
