import type { Condition } from '../../model/filter.js';
import { COLOURS, type Colour } from '../../model/look.js';
import { findNearest } from '../../runtime/find-nearest.js';
import { FILTER_EXAMPLES, type FilterName } from './filter-names.js';
import { BadValue } from './query-error.js';
import { quoteIfNeeded } from './tokenize.js';
import { findColour } from './values/colours.js';
import { findCountry, suggestCountry } from './values/countries.js';
import type { DateReaders } from './values/natural-dates.js';
import { type NamedPoint, parseNear } from './values/near.js';
import { parseObject } from './values/objects.js';
import { parseField } from './values/own-field.js';
import { DURATION, FACES, HEIGHT, parseRange, RATING, SIZE, WIDTH } from './values/ranges.js';
import { parseTaken } from './values/taken.js';

/** Readers of values that need a file system, a table of cities or a large library: given by the caller, so that browsers do without. */
export interface ValueReaders {
  /** An absolute path without dots and without a separator at its end; `undefined` for a relative one without `cwd`. */
  toFolder(text: string, cwd: string | undefined): string | undefined;
  /** The largest city of a name. @throws BadValue when there is none */
  findCity(text: string): NamedPoint;
  /** The name of a city that begins with `first`, continues with `words` and is larger than any city called `first`. */
  findLongerName(first: string, words: readonly string[]): string | undefined;
  /** Dates that the rules of `natural-dates` do not know. */
  dates: DateReaders;
}

/** Everything a filter's meaning depends on beside its text. */
export interface FilterContext {
  /** The day that `yesterday` is counted from; see `toLocalDay`. */
  today: number;
  /** The folder that relative folders begin at; without it they are refused. */
  cwd: string | undefined;
  readers: ValueReaders;
}

/** Longer values name nothing. */
const MAX_VALUE_LENGTH = 1000;

const IS_VALUES: Record<string, Extract<Condition, { field: 'is' }>['value']> = {
  portrait: 'portrait',
  landscape: 'landscape',
  square: 'square',
  favorite: 'favorite',
  favourite: 'favorite',
  undated: 'undated',
  photo: 'photo',
  image: 'photo',
  video: 'video',
  film: 'video',
  movie: 'video',
  document: 'document',
  model: 'model',
  live: 'live',
  motion: 'live',
  animation: 'animation',
  animated: 'animation',
  gif: 'animation',
  panorama: 'panorama',
  pano: 'panorama',
  screenshot: 'screenshot',
  paper: 'paper',
  scan: 'paper',
  drawing: 'drawing',
  drawn: 'drawing',
  illustration: 'drawing',
  cartoon: 'drawing',
  clipart: 'drawing',
  diagram: 'drawing',
  sensitive: 'sensitive',
  bw: 'bw',
  'b&w': 'bw',
  'black and white': 'bw',
  monochrome: 'bw',
  night: 'night',
  blurred: 'blurred',
  blurry: 'blurred',
  dark: 'dark',
  bright: 'bright',
};

const HAS_VALUES: Record<string, Extract<Condition, { field: 'has' }>['value']> = {
  audio: 'audio',
  sound: 'audio',
  depth: 'depth',
  text: 'text',
  face: 'face',
  faces: 'face',
};

const COLOUR_NAMES = Object.fromEntries(COLOURS.map((colour) => [colour, colour])) as Record<string, Colour>;

/** The values of `has:`, each once. */
export const HAS_KINDS = [...new Set(Object.values(HAS_VALUES))];

/** The values of `is:`, each once. */
export const IS_KINDS = [...new Set(Object.values(IS_VALUES))];

/**
 * Reads the value of a filter.
 * @throws BadValue
 */
export function parseFilter(name: FilterName, text: string, context: FilterContext): Condition {
  const value = text.replace(/\s+/g, ' ').trim();
  if (value === '')
    throw new BadValue({
      message: `${name}: needs a value directly after the colon.`,
      hint: example(name),
      others: [FILTER_EXAMPLES[name].slice(name.length + 1)],
    });
  if (value.length > MAX_VALUE_LENGTH) {
    throw new BadValue({
      message: `The value of ${name}: must have at most ${MAX_VALUE_LENGTH} characters, got ${value.length}.`,
    });
  }
  switch (name) {
    case 'taken':
      return parseTaken(value, context.today, context.readers.dates);
    case 'in':
      return { field: 'in', folder: readFolder(text, context) };
    case 'folder':
      return { field: 'folder', name: readFolderName(value) };
    case 'ext':
      return { field: 'ext', value: readExtension(value) };
    case 'near':
      return parseNear(value, context.readers.findCity);
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
    case 'field':
      return parseField(value);
    case 'color':
      return { field: 'color', value: readColour(value) };
    case 'object':
      return parseObject(value);
    case 'faces':
      return { field: 'faces', range: parseRange(value, FACES) };
    case 'duration':
      return { field: 'duration', range: parseRange(value, DURATION) };
    case 'has':
      return { field: 'has', value: readOneOf('has', value, HAS_VALUES, HAS_KINDS) };
    case 'is':
      return { field: 'is', value: readOneOf('is', value, IS_VALUES, IS_KINDS) };
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

/** `camera:="Canon EOS 5D"` matches that name alone, not the Mark II. */
function readName(field: 'camera' | 'lens', value: string): Condition {
  if (!value.startsWith('=')) return { field, value };
  const rest = value.slice(1).trim();
  if (rest === '')
    throw new BadValue({ message: `${field}:= must be followed by a name, got nothing.`, hint: example(field) });
  return { field, value: rest, exact: true };
}

/** @param text with its spaces as written: they are part of a folder's name */
function readFolder(text: string, { cwd, readers }: FilterContext): string {
  const folder = readers.toFolder(text, cwd);
  if (folder !== undefined) return folder;
  throw new BadValue({ message: `in: must be an absolute path, got ${JSON.stringify(text)}.`, hint: example('in') });
}

function readFolderName(value: string): string {
  const name = value
    .replaceAll('\\', '/')
    .replace(/\/+/g, '/')
    .replace(/^\/|\/$/g, '')
    .trim();
  if (name !== '') return name;
  throw new BadValue({
    message: `folder: must be the name of a folder, got ${JSON.stringify(value)}.`,
    hint: example('folder'),
  });
}

function readExtension(value: string): string {
  const extension = value.replace(/^\*?\./, '').toLowerCase();
  if (/^[a-z0-9]{1,10}$/.test(extension)) return extension;
  throw new BadValue({ message: `ext: must be a file extension, got ${JSON.stringify(value)}.`, hint: example('ext') });
}

function readCountry(value: string): string {
  const code = findCountry(value);
  if (code !== undefined) return code;
  const suggestion = suggestCountry(value);
  throw new BadValue({
    message: `country: must be an English name or an ISO code, got ${JSON.stringify(value)}.`,
    ...(suggestion === undefined
      ? { hint: 'For example: country:France or country:FR' }
      : { suggestion: quoteIfNeeded(suggestion) }),
  });
}

/** In English, or in any language whose words for colours are known. */
function readColour(value: string): Colour {
  return findColour(value) ?? readOneOf('color', value, COLOUR_NAMES, COLOURS);
}

function readOneOf<Value extends string>(
  name: FilterName,
  value: string,
  spellings: Record<string, Value>,
  kinds: readonly Value[],
): Value {
  const lower = value.toLowerCase();
  const known = Object.hasOwn(spellings, lower) ? spellings[lower] : undefined;
  if (known !== undefined) return known;
  const suggestion = findNearest(lower, Object.keys(spellings), 3);
  const listed = kinds.length === 1 ? kinds[0] : `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
  throw new BadValue({
    message: `${name}: must be ${listed}, got ${JSON.stringify(value)}.`,
    ...(suggestion === undefined ? { hint: example(name) } : { suggestion }),
    others: kinds.filter((other) => other !== suggestion),
  });
}
