import { homedir } from 'node:os';
import { isAbsolute, join, normalize, resolve, sep } from 'node:path';
import type { Condition } from '../../model/filter.js';
import { BadValue } from './bad-query.js';
import { findCountry, suggestCountry } from './countries.js';
import { FILTER_EXAMPLES, type FilterName, findNearest } from './filter-names.js';
import { parseNear } from './near.js';
import { HEIGHT, parseRange, RATING, SIZE, WIDTH } from './ranges.js';
import { parseTaken } from './taken.js';

/** What a filter's meaning depends on beside its text. */
export interface FilterContext {
  /** The day that `yesterday` is counted from; see `toLocalDay`. */
  today: number;
  /** What relative folders begin at; without it they are refused. */
  cwd: string | undefined;
}

/** Longer values are no names of anything. */
const MAX_VALUE_LENGTH = 1000;

const IS_VALUES: Record<string, Extract<Condition, { field: 'is' }>['value']> = {
  portrait: 'portrait',
  landscape: 'landscape',
  square: 'square',
  favorite: 'favorite',
  favourite: 'favorite',
};

/**
 * What a filter asks.
 * @throws BadValue
 */
export function parseFilter(name: FilterName, text: string, context: FilterContext): Condition {
  const value = text.replace(/\s+/g, ' ').trim();
  if (value === '')
    throw new BadValue({ message: `${name}: needs a value directly after the colon.`, hint: example(name) });
  if (value.length > MAX_VALUE_LENGTH) throw new BadValue({ message: `The value of ${name}: is too long.` });
  switch (name) {
    case 'taken':
      return parseTaken(value, context.today);
    case 'in':
      return { field: 'in', folder: readFolder(text, context.cwd) };
    case 'folder':
      return { field: 'folder', name: readFolderName(value) };
    case 'ext':
      return { field: 'ext', value: readExtension(value) };
    case 'near':
      return parseNear(value);
    case 'country':
      return { field: 'country', code: readCountry(value) };
    case 'rating':
      return { field: 'rating', range: parseRange(value, RATING) };
    case 'size':
      return { field: 'size', range: parseRange(value, SIZE) };
    case 'width':
      return { field: 'width', range: parseRange(value, WIDTH) };
    case 'height':
      return { field: 'height', range: parseRange(value, HEIGHT) };
    case 'is':
      return { field: 'is', value: readIs(value) };
    case 'camera':
    case 'lens':
      return readName(name, value);
    default:
      return { field: name, value };
  }
}

function example(name: FilterName): string {
  return `For example: ${FILTER_EXAMPLES[name]}`;
}

/** `camera:="Canon EOS 5D"` is that one alone, not the Mark II. */
function readName(field: 'camera' | 'lens', value: string): Condition {
  if (!value.startsWith('=')) return { field, value };
  const rest = value.slice(1).trim();
  if (rest === '') throw new BadValue({ message: `${field}:= needs a name behind it.`, hint: example(field) });
  return { field, value: rest, exact: true };
}

/** Spaces in a folder's name are kept as they are. */
function readFolder(text: string, cwd: string | undefined): string {
  const expanded = /^~(?=[\\/]|$)/.test(text) ? join(homedir(), text.slice(1)) : text;
  if (!isAbsolute(expanded) && cwd === undefined) {
    throw new BadValue({ message: 'in: needs a whole path, from the root folder on.', hint: example('in') });
  }
  const folder = cwd === undefined ? normalize(expanded) : resolve(cwd, expanded);
  return folder.length > 1 && folder.endsWith(sep) && !/^[A-Za-z]:\\$/.test(folder) ? folder.slice(0, -1) : folder;
}

function readFolderName(value: string): string {
  const name = value
    .replaceAll('\\', '/')
    .replace(/\/+/g, '/')
    .replace(/^\/|\/$/g, '')
    .trim();
  if (name !== '') return name;
  throw new BadValue({ message: 'folder: needs the name of a folder.', hint: example('folder') });
}

function readExtension(value: string): string {
  const extension = value.replace(/^\*?\./, '').toLowerCase();
  if (/^[a-z0-9]{1,10}$/.test(extension)) return extension;
  throw new BadValue({ message: 'ext: needs the ending of a file name.', hint: example('ext') });
}

function readCountry(value: string): string {
  const code = findCountry(value);
  if (code !== undefined) return code;
  const suggestion = suggestCountry(value);
  throw new BadValue({
    message: `No country is known by the name or code ${JSON.stringify(value)}.`,
    ...(suggestion === undefined
      ? { hint: 'For example: country:France or country:FR' }
      : { suggestion: quoteIfNeeded(suggestion) }),
  });
}

function readIs(value: string): Extract<Condition, { field: 'is' }>['value'] {
  const lower = value.toLowerCase();
  const known = Object.hasOwn(IS_VALUES, lower) ? IS_VALUES[lower] : undefined;
  if (known !== undefined) return known;
  const suggestion = findNearest(lower, Object.keys(IS_VALUES), 3);
  throw new BadValue({
    message: `A photo can be portrait, landscape, square or favorite, and ${JSON.stringify(value)} came.`,
    ...(suggestion === undefined ? { hint: example('is') } : { suggestion }),
  });
}

/** A value as it is written after a filter's colon. */
export function quoteIfNeeded(value: string): string {
  return /^[^\s"“„”]+$/.test(value) ? value : quote(value);
}

/** Text in quotation marks. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
