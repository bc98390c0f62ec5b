import { PhotoseekError } from '../errors.js';
import {
  between,
  type Check,
  checkOptions,
  FLAG,
  ID,
  isObject,
  listOf,
  oneOf,
  type Shape,
  SIGNAL,
  TEXT,
} from '../runtime/check-arguments.js';
import { DEFAULT_LIMIT, LIMIT } from './limits.js';
import type { FieldFilters, SearchMode, SearchOptions, SortOrder } from './types/request.js';

/** Options that are valid, with their defaults. */
export interface CheckedOptions {
  limit: number;
  cursor: string | undefined;
  mode: SearchMode;
  sort: SortOrder;
  reverse: boolean;
  all: boolean;
  minRelevance: number | undefined;
  collapse: boolean;
  stack: boolean;
  exactTotal: boolean;
  filters: string;
  fields: FieldFilters;
  /** `undefined`: it is recognised. */
  language: string | undefined;
  allowPaths: boolean;
  /** Ids of spaces or names of their models; `undefined`: all that are active. */
  spaces: readonly (number | string)[] | undefined;
  signal: AbortSignal | undefined;
}

const SHAPE: Shape<SearchOptions> = {
  limit: LIMIT,
  cursor: { ...TEXT, expected: 'the nextCursor of an answer' },
  mode: oneOf('hybrid', 'vector', 'text'),
  sort: oneOf('relevance', 'taken', 'name', 'size'),
  reverse: FLAG,
  all: FLAG,
  minRelevance: between(0, 1),
  collapse: FLAG,
  stack: FLAG,
  exactTotal: FLAG,
  filters: TEXT,
  fields: { expected: 'an object such as { price: { max: 50 } }', accepts: isObject },
  language: {
    expected: 'a code such as de or zh',
    accepts: (value) => typeof value === 'string' && /^[a-z]{2,3}$/.test(value),
  },
  remember: FLAG,
  allowPaths: FLAG,
  spaces: atLeastOne(listOf(ID, 'ids of spaces')),
  models: atLeastOne(listOf({ ...TEXT, accepts: isName }, 'names of models')),
  signal: SIGNAL,
};

/**
 * @param call that takes the options, for messages
 * @throws PhotoseekError `bad-argument`
 */
export function checkSearchOptions(call: string, options: SearchOptions): void {
  checkOptions(call, options, SHAPE);
}

/** @throws PhotoseekError `bad-argument` */
export function readOptions(options: SearchOptions): CheckedOptions {
  checkSearchOptions('search()', options);
  const { spaces, models } = options;
  if (spaces !== undefined && models !== undefined)
    throw new PhotoseekError('bad-argument', 'models must be left out where spaces are given.');
  // Named one by one: collected in parts and spread into one object, they take twenty times as long.
  return {
    limit: options.limit ?? DEFAULT_LIMIT,
    cursor: options.cursor,
    mode: options.mode ?? 'hybrid',
    sort: options.sort ?? 'relevance',
    reverse: options.reverse ?? false,
    all: options.all ?? false,
    minRelevance: options.minRelevance,
    collapse: options.collapse ?? false,
    stack: options.stack ?? false,
    exactTotal: options.exactTotal ?? false,
    filters: options.filters ?? '',
    fields: options.fields ?? {},
    language: options.language,
    allowPaths: options.allowPaths ?? true,
    spaces: spaces ?? models,
    signal: options.signal,
  };
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}

function atLeastOne<T>(list: Check<readonly T[]>): Check<readonly T[]> {
  return { ...list, accepts: (value) => list.accepts(value) && (value as unknown[]).length > 0 };
}
