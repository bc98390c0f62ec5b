import { homedir } from 'node:os';
import { isAbsolute, join, normalize, resolve, sep } from 'node:path';
import { createQueryParser } from '../query/parse-query.js';
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

/**
 * Parses the query language: terms with their weights, and filters.
 * @throws PhotoseekError `empty-query`, `bad-query`, with a suggestion where one is near
 */
export const parseQuery = parser.parseQuery;

/**
 * Parses a query that may have filters only, for example `taken:2023 -is:portrait`; the empty text has none.
 * @throws PhotoseekError `bad-query`
 */
export const parseFilters = parser.parseFilters;

function toFolder(text: string, cwd: string | undefined): string | undefined {
  const expanded = /^~(?=[\\/]|$)/.test(text) ? join(homedir(), text.slice(1)) : text;
  if (!isAbsolute(expanded) && cwd === undefined) return undefined;
  const folder = cwd === undefined ? normalize(expanded) : resolve(cwd, expanded);
  return folder.length > 1 && folder.endsWith(sep) && !/^[A-Za-z]:\\$/.test(folder) ? folder.slice(0, -1) : folder;
}
