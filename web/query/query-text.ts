/** Reads and writes the query language with the parser of the library. */
import { PhotoseekError } from '../../src/errors.js';
import { parseSyntax } from '../../src/search/query/parse-syntax.js';
import { printRawFilter, printTerms } from '../../src/search/query/print-query.js';
import type { QueryTerm } from '../../src/search/query/types.js';
import type { Filter, Query, RefusedTerm, Term } from './types.js';

export { printRawFilter as printFilter };

/** Reads a query that was typed or that an address contains. Text that the parser refuses becomes one {@link RefusedTerm}. */
export function parseQuery(text: string): Query {
  try {
    return parseSyntax(text, { isPartial: true });
  } catch (error) {
    if (!(error instanceof PhotoseekError)) throw error;
    return { terms: [{ kind: 'refused', value: text.trim(), weight: 1 }], filters: [] };
  }
}

/** The filters of a facet: several where a single one would find other photos as well. */
export function readFilters({ filter }: { filter: string }): readonly Filter[] {
  return parseQuery(filter).filters;
}

/** Writes a query. Uploaded images have no name in the query language and are left out. */
export function printQuery({ terms, filters }: Query): string {
  const refused = terms.filter((term) => term.kind === 'refused').map(({ value }) => value);
  const printed = printTerms(terms.filter(isQueryTerm));
  const text = [printed, ...refused].filter((part) => part !== '').join(' + ');
  return [text, printFilters(filters)].filter((part) => part !== '').join(' ');
}

/** Filters alone, for a request that has the terms elsewhere. */
export function printFilters(filters: readonly Filter[]): string {
  return filters.map(printRawFilter).join(' ');
}

/** The only term as it is typed, if it is text of weight 1: it is shown as text and not as a chip. Quotation marks say that words are meant literally. */
export function getPlainText({ terms }: Query): string | undefined {
  const [term, ...others] = terms;
  if (term === undefined || others.length > 0 || term.weight !== 1) return undefined;
  if (term.kind === 'text' && term.isQuoted) return printTerms([term]);
  return term.kind === 'text' || term.kind === 'refused' ? term.value : undefined;
}

function isQueryTerm(term: Term): term is QueryTerm {
  return term.kind !== 'upload' && term.kind !== 'refused';
}
