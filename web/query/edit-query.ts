/** Changes of a query: each returns a new one. */
import { printFilter } from './query-text.js';
import type { Filter, Query, Term } from './types.js';

export function addTerm(query: Query, term: Term): Query {
  const index = query.terms.findIndex((other) => other.kind === term.kind && other.value === term.value);
  if (index === -1) return { ...query, terms: [...query.terms, term] };
  return changeTerm(query, index, { weight: term.weight });
}

export function removeTerm(query: Query, index: number): Query {
  return { ...query, terms: query.terms.filter((_, at) => at !== index) };
}

export function changeTerm(query: Query, index: number, change: { weight: number }): Query {
  return { ...query, terms: query.terms.map((term, at) => (at === index ? { ...term, ...change } : term)) };
}

export function addFilter(query: Query, filter: Filter): Query {
  const others = query.filters.filter((other) => !isSame(other, filter) && !isSame(other, negate(filter)));
  return { ...query, filters: [...others, filter] };
}

export function removeFilter(query: Query, index: number): Query {
  return { ...query, filters: query.filters.filter((_, at) => at !== index) };
}

export function negateFilter(query: Query, index: number): Query {
  const filters = query.filters.map((filter, at) => (at === index ? negate(filter) : filter));
  return { ...query, filters };
}

/** One with alternatives stays as it is: the opposite of it is several filters. */
function negate(filter: Filter): Filter {
  return filter.or === undefined ? { ...filter, negated: !filter.negated } : filter;
}

function isSame(one: Filter, other: Filter): boolean {
  return printFilter(one) === printFilter(other);
}

/** Whether a query has all of these; `false` of none. */
export function hasFilters({ filters }: Query, wanted: readonly Filter[]): boolean {
  return wanted.length > 0 && wanted.every((filter) => filters.some((other) => isSame(other, filter)));
}

/** Adds the filters of a facet, or removes them when the query has them all. */
export function toggleFilters(query: Query, toggled: readonly Filter[]): Query {
  if (!hasFilters(query, toggled)) return toggled.reduce(addFilter, query);
  return { ...query, filters: query.filters.filter((other) => !toggled.some((filter) => isSame(other, filter))) };
}

/** Both together; filters that are in both count once. */
export function joinQueries(first: Query, second: Query): Query {
  const terms = second.terms.reduce(addTerm, first);
  return second.filters.reduce(addFilter, terms);
}

/** A term for a photo of the library. */
export function toIdTerm(id: number, weight: number): Term {
  return { kind: 'id', value: String(id), weight };
}
