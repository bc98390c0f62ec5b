/** Changes of a query, each giving a new one. */
import { printFilter } from './print-query.js';
import type { Filter, Query, Term } from './types.js';

export function addTerm(query: Query, term: Term): Query {
  const isSame = (other: Term) => other.kind === term.kind && other.value === term.value;
  const index = query.terms.findIndex(isSame);
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
  const others = query.filters.filter(({ text }) => text !== filter.text);
  return { ...query, filters: [...others, filter] };
}

export function removeFilter(query: Query, index: number): Query {
  return { ...query, filters: query.filters.filter((_, at) => at !== index) };
}

export function negateFilter(query: Query, index: number): Query {
  const filters = query.filters.map((filter, at) => (at === index ? { ...filter, negated: !filter.negated } : filter));
  return { ...query, filters };
}

/** Adds the filter of a facet, or takes it away when the query has it. */
export function toggleFilter(query: Query, filter: Filter): Query {
  const index = query.filters.findIndex((other) => printFilter(other) === printFilter(filter));
  return index === -1 ? addFilter(query, filter) : removeFilter(query, index);
}

/** Both together; filters that are in both count once. */
export function joinQueries(first: Query, second: Query): Query {
  const terms = second.terms.reduce(addTerm, first);
  return second.filters.reduce(addFilter, terms);
}
