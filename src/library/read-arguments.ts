import { resolve } from 'node:path';
import { parseQuery } from '../search/query/parse-query.js';
import { printQuery } from '../search/query/print-query.js';
import type { ParsedQuery } from '../search/query/types.js';

/** What a command line says beside the query itself. */
export interface MoreTerms {
  /** Terms that are added, each with its weight if it has one: `2:night`. */
  add?: readonly string[];
  /** Terms that are taken away. */
  subtract?: readonly string[];
}

/**
 * The arguments of a command as one query in the query language, with absolute paths.
 * @param args quotation marks were taken away by the shell; what looks like a path is one
 * @throws PhotoseekError `empty-query`, `bad-query`
 */
export function readArguments(args: readonly string[], { add = [], subtract = [] }: MoreTerms, cwd: string): string {
  const parts = [
    toPart(parseQuery(args, { cwd }), 1),
    ...add.map((term) => toPart(parseQuery([term], { cwd }), 1)),
    ...subtract.map((term) => toPart(parseQuery([term], { cwd }), -1)),
  ];
  const terms = parts.flatMap((part) => part.terms);
  const filters = parts.flatMap((part) => part.filters);
  return printQuery({
    terms: terms.map((term) => (term.kind === 'path' ? { ...term, value: resolve(cwd, term.value) } : term)),
    filters,
  });
}

function toPart(query: ParsedQuery, sign: number): ParsedQuery {
  return { ...query, terms: query.terms.map((term) => ({ ...term, weight: term.weight * sign })) };
}
