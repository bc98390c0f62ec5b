import { isAbsolute, normalize, resolve, sep } from 'node:path';
import type { Filter } from '../../model/filter.js';
import { type Check, checkArgument, checkOptions, PATH, type Shape, TEXT } from '../../runtime/check-arguments.js';
import { expandHome } from '../../runtime/expand-home.js';
import { createQueryParser, type ParseOptions } from '../query/parse-query.js';
import type { ParsedQuery } from '../query/types.js';
import { findCity, findLongerName } from './place-names.js';
import { translateDate } from './translate-date.js';
import { readEnglishDate, readForeignDate } from './written-dates.js';

/** The query language for Node: with this machine's folders, the table of cities, and written dates in many languages. */
const parser = createQueryParser({
  toFolder,
  findCity,
  findLongerName,
  dates: { readEnglish: readEnglishDate, translate: translateDate, readForeign: readForeignDate },
});

const QUERY: Check<string | readonly string[]> = {
  expected: 'a query as a string, or the arguments of a command',
  accepts: (value) => [value].flat().every(TEXT.accepts),
};

const PARSE_OPTIONS: Shape<ParseOptions> = {
  now: { expected: 'a Date', accepts: (value) => value instanceof Date },
  cwd: PATH,
};

/**
 * Parses the query language: terms with their weights, and filters.
 * @throws PhotoseekError `empty-query`, `bad-query`, with a suggestion where one is near
 */
export function parseQuery(input: string | readonly string[], options: ParseOptions = {}): ParsedQuery {
  checkArgument('input', input, QUERY);
  checkOptions('parseQuery()', options, PARSE_OPTIONS);
  return parser.parseQuery(input, options);
}

/**
 * Parses a query that may have filters only, for example `taken:2023 -is:portrait`; the empty text has none.
 * @throws PhotoseekError `bad-query`
 */
export function parseFilters(text: string, options: ParseOptions = {}): Filter[] {
  checkArgument('text', text, TEXT);
  checkOptions('parseFilters()', options, PARSE_OPTIONS);
  return parser.parseFilters(text, options);
}

function toFolder(text: string, cwd: string | undefined): string | undefined {
  const expanded = expandHome(text);
  if (!isAbsolute(expanded) && cwd === undefined) return undefined;
  const folder = cwd === undefined ? normalize(expanded) : resolve(cwd, expanded);
  return folder.length > 1 && folder.endsWith(sep) && !/^[A-Za-z]:\\$/.test(folder) ? folder.slice(0, -1) : folder;
}
