import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { toFsPath } from '../runtime/fs-path.js';
import { parseFilters, parseQuery } from '../search/parse/parse-query.js';
import { isImageName, isImagePath } from '../search/query/classify.js';
import { quote } from '../search/query/tokenize.js';
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
  const parse = (given: readonly string[]) =>
    parseQuery(given.length === 1 ? [quoteFile(given[0] ?? '', cwd)] : given, { cwd });
  const parts = [
    ...(args.length === 0 && hasOptions ? [] : [parse(args)]),
    ...add.map((term) => parse([term])),
    ...subtract.map((term) => negate(parse([term]))),
  ];
  const terms = parts.flatMap((part) => part.terms);
  const filters = [...parts.flatMap((part) => part.filters), ...parseFilters(optionFilters, { cwd })];
  return {
    terms: terms.map((term) => (term.kind === 'path' ? { ...term, value: resolve(cwd, term.value) } : term)),
    filters,
  };
}

/** One argument is read as text, in which a path ends at the first space. One that names a file as a whole is that file: `./my dog.jpg`. */
function quoteFile(argument: string, cwd: string): string {
  const isFile = /\s/.test(argument) && isImagePath(argument) && existsSync(toFsPath(resolve(cwd, argument)));
  return isFile ? `image:${quote(argument)}` : argument;
}

/** The only argument, where it names an image in the current folder and is read as words, because a name alone is no path. */
export function findFileReadAsWords(args: readonly string[], cwd: string): string | undefined {
  const [name = '', ...others] = args;
  if (others.length > 0 || !isImageName(name) || isImagePath(name) || /^\w+:/.test(name)) return undefined;
  return existsSync(toFsPath(resolve(cwd, name))) ? name : undefined;
}

function negate({ terms, filters }: ParsedQuery): ParsedQuery {
  return { terms: terms.map((term) => ({ ...term, weight: -term.weight })), filters };
}
