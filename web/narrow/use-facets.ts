import { getFacets } from '../api/search.js';
import type { Facets } from '../api/types.js';
import { printQuery } from '../query/query-text.js';
import type { Query } from '../query/types.js';
import { getUpload } from '../state/route.js';
import { useAnswer } from '../ui/use-answer.js';

/**
 * The counts of what a query finds; `undefined` until they are there.
 * @param all without a cut-off
 * @param isAnswered the results come first: counts are asked for when they are there
 */
export function useFacets(query: Query, all: boolean, isAnswered: boolean): Facets | undefined {
  const key = `${printQuery(query)}#${all}#${getUpload(query)?.key ?? ''}`;
  return useAnswer(isAnswered ? key : null, (signal) => getFacets(query, signal, all)).answer;
}
