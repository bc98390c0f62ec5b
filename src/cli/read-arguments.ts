import { resolve } from 'node:path';
import { parseFilters, parseQuery } from '../search/parse/parse-query.js';
import type { ParsedQuery } from '../search/query/types.js';

/** The parts of a query that options give, beside the arguments. */
export interface QueryOptions {
  /** Terms to add, each with its weight if it has one: `2:night`. */
  add?: readonly string[] | undefined;
  /** Terms to subtract. */
  subtract?: readonly string[] | undefined;
  /** In the query language; the empty text: none. */
  filters?: string;
}

/**
 * The arguments and options of a command as one query with absolute paths. The command line is parsed before a library is opened, and by
 * the process that knows its current folder.
 * @param args the shell has removed the quotation marks; an argument that looks like a path is one
 * @throws PhotoseekError `empty-query`, `bad-query`
 */
export function readArguments(args: readonly string[], options: QueryOptions, cwd: string): ParsedQuery {
  const { add = [], subtract = [], filters: optionFilters = '' } = options;
  const hasOptions = add.length + subtract.length > 0 || optionFilters !== '';
  const parts = [
    ...(args.length === 0 && hasOptions ? [] : [parseQuery(args, { cwd })]),
    ...add.map((term) => parseQuery([term], { cwd })),
    ...subtract.map((term) => negate(parseQuery([term], { cwd }))),
  ];
  const terms = parts.flatMap((part) => part.terms);
  const filters = [...parts.flatMap((part) => part.filters), ...parseFilters(optionFilters, { cwd })];
  return {
    terms: terms.map((term) => (term.kind === 'path' ? { ...term, value: resolve(cwd, term.value) } : term)),
    filters,
  };
}

function negate({ terms, filters }: ParsedQuery): ParsedQuery {
  return { terms: terms.map((term) => ({ ...term, weight: -term.weight })), filters };
}
