import { ApiError } from '../api/client.js';
import { parseQuery, printQuery } from '../query/query-text.js';
import type { Query } from '../query/types.js';

/** Why the server does not answer a query, and queries that it would answer. */
export interface Refusal {
  message: string;
  /** Advice; empty where there are corrections. */
  hint: string;
  /** Whole queries as text. */
  corrections: readonly string[];
}

/** Statuses that say nothing about the query: a key is needed, or the server is busy. */
const NOT_ABOUT_QUERY = new Set([401, 403, 408, 429]);

/** The refusal of a query; `undefined` when something else failed, so that the same query may succeed later. */
export function toRefusal(failure: unknown, query: Query): Refusal | undefined {
  if (!(failure instanceof ApiError) || failure.status < 400 || failure.status >= 500) return undefined;
  if (NOT_ABOUT_QUERY.has(failure.status)) return undefined;
  const corrections = failure.suggestions.flatMap((suggestion) => correct(query, failure.query, suggestion) ?? []);
  // Its other advice is what the corrections are.
  const isSaidByThem = corrections.length > 0 && failure.hint.startsWith('Did you mean ');
  return { message: failure.message, hint: isSaidByThem ? '' : failure.hint, corrections };
}

/** The query with a part of its text corrected: its terms or its filters, which are sent apart, or, without a part, one filter. */
function correct(query: Query, part: string | undefined, suggestion: string): string | undefined {
  if (part === undefined) {
    const [filter] = parseQuery(suggestion).filters;
    const at = query.filters.findIndex(({ name, or }) => name === filter?.name && or === undefined);
    if (filter === undefined || at === -1) return undefined;
    const filters = query.filters.map((other, i) => (i === at ? { ...filter, negated: other.negated } : other));
    return printQuery({ ...query, filters });
  }
  const text = printQuery(query);
  // Filters are at the end.
  const at = text.lastIndexOf(part);
  return at === -1 ? undefined : text.slice(0, at) + suggestion + text.slice(at + part.length);
}
