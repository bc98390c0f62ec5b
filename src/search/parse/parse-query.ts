import { homedir } from 'node:os';
import { isAbsolute, join, normalize, resolve, sep } from 'node:path';
import { createQueryParser } from '../query/parse-query.js';
import { findCity, findLongerName } from './place-names.js';
import { readWrittenDate } from './written-dates.js';

/** The parser of the query language for Node: with this machine's folders, the table of cities and dates in seven languages. */
export const { parseQuery, parseFilters } = createQueryParser({ toFolder, findCity, findLongerName, readWrittenDate });

function toFolder(text: string, cwd: string | undefined): string | undefined {
  const expanded = /^~(?=[\\/]|$)/.test(text) ? join(homedir(), text.slice(1)) : text;
  if (!isAbsolute(expanded) && cwd === undefined) return undefined;
  const folder = cwd === undefined ? normalize(expanded) : resolve(cwd, expanded);
  return folder.length > 1 && folder.endsWith(sep) && !/^[A-Za-z]:\\$/.test(folder) ? folder.slice(0, -1) : folder;
}
