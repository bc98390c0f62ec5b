import { resolve } from 'node:path';
import { parseFilters, parseQuery } from '../search/parse/parse-query.js';
import { printQuery } from '../search/query/print-query.js';
import type { ParsedQuery } from '../search/query/types.js';

/** What a command line says beside the query itself. */
export interface MoreTerms {
  /** Terms that are added, each with its weight if it has one: `2:night`. */
  add?: readonly string[] | undefined;
  /** Terms that are taken away. */
  subtract?: readonly string[] | undefined;
  /** In the query language; the empty text: none. */
  filters?: string;
}

/**
 * The arguments of a command as one query in the query language, with absolute paths.
 * @param args quotation marks were taken away by the shell; what looks like a path is one
 * @throws PhotoseekError `empty-query`, `bad-query`
 */
export function readArguments(args: readonly string[], more: MoreTerms, cwd: string): string {
  const { add = [], subtract = [], filters: moreFilters = '' } = more;
  const hasMore = add.length + subtract.length > 0 || moreFilters !== '';
  const parts = [
    ...(args.length === 0 && hasMore ? [] : [toPart(parseQuery(args, { cwd }), 1)]),
    ...add.map((term) => toPart(parseQuery([term], { cwd }), 1)),
    ...subtract.map((term) => toPart(parseQuery([term], { cwd }), -1)),
  ];
  const terms = parts.flatMap((part) => part.terms);
  const filters = [...parts.flatMap((part) => part.filters), ...parseFilters(moreFilters)];
  return printQuery({
    terms: terms.map((term) => (term.kind === 'path' ? { ...term, value: resolve(cwd, term.value) } : term)),
    filters,
  });
}

function toPart(query: ParsedQuery, sign: number): ParsedQuery {
  return { ...query, terms: query.terms.map((term) => ({ ...term, weight: term.weight * sign })) };
}
