import { PhotoseekError } from '../errors.js';
import { readLimit } from './limits.js';
import type { SearchMode, SearchOptions, SortOrder } from './types.js';

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
  exactTotal: boolean;
  filters: string;
  /** `undefined`: it is recognised. */
  language: string | undefined;
  allowPaths: boolean;
  /** Ids of spaces or names of their models; `undefined`: all that are active. */
  spaces: readonly (number | string)[] | undefined;
  signal: AbortSignal | undefined;
}

const MODES: readonly SearchMode[] = ['hybrid', 'vector', 'text'];
const ORDERS: readonly SortOrder[] = ['relevance', 'taken', 'name', 'size'];

/** @throws PhotoseekError `bad-argument` */
export function readOptions(options: SearchOptions): CheckedOptions {
  const { mode = 'hybrid', sort = 'relevance', minRelevance, cursor, filters = '', language, spaces, models } = options;
  const { reverse = false, all = false, collapse = false, exactTotal = false, allowPaths = true, signal } = options;
  if (!MODES.includes(mode)) throw bad('mode', MODES.join(', '), mode);
  if (!ORDERS.includes(sort)) throw bad('sort', ORDERS.join(', '), sort);
  if (minRelevance !== undefined && !(minRelevance >= 0 && minRelevance <= 1))
    throw bad('minRelevance', 'a number from 0 to 1', minRelevance);
  if (cursor !== undefined && typeof cursor !== 'string') throw bad('cursor', 'the nextCursor of an answer', cursor);
  if (language !== undefined && !/^[a-z]{2,3}$/.test(language))
    throw bad('language', 'a code such as de or zh', language);
  if (spaces !== undefined && !(Array.isArray(spaces) && spaces.length > 0 && spaces.every(Number.isSafeInteger)))
    throw bad('spaces', 'a list of ids of spaces', JSON.stringify(spaces));
  if (models !== undefined && !(Array.isArray(models) && models.length > 0 && models.every(isName)))
    throw bad('models', 'a list of names of models', JSON.stringify(models));
  if (spaces !== undefined && models !== undefined) throw bad('models', 'left out where spaces are given', models);
  return {
    ...{ limit: readLimit(options.limit), cursor, mode, sort, reverse, all, minRelevance, collapse, exactTotal },
    ...{ filters, language, allowPaths, spaces: spaces ?? models, signal },
  };
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}

function bad(option: string, expected: string, got: unknown): PhotoseekError {
  return new PhotoseekError('bad-argument', `${option} must be ${expected}, got ${String(got)}.`);
}
