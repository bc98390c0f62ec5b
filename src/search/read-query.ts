import { createHash } from 'node:crypto';
import { PhotoseekError } from '../errors.js';
import type { Filter } from './query/types.js';
import type { CheckedOptions } from './read-options.js';
import type { SearchQuery, SimilarTarget, Term } from './types.js';

/** One part of what is looked for. */
export interface AskedTerm {
  source: { text: string } | { url: string } | SimilarTarget;
  weight: number;
}

/** A query, understood. */
export interface AskedQuery {
  /** As the answer names it. */
  name: string;
  terms: AskedTerm[];
  filters: Filter[];
}

/**
 * Reads words, or a query as data.
 * @throws PhotoseekError `empty-query`, `bad-query`
 */
export function readQuery(query: string | SearchQuery, options: CheckedOptions): AskedQuery {
  const asked = typeof query === 'string' ? readText(query) : readData(query);
  if (asked.terms.length + asked.filters.length === 0) throw emptyQuery();
  return asked;
}

function readText(text: string): AskedQuery {
  return { name: text, terms: text.trim() === '' ? [] : [{ source: { text: text.trim() }, weight: 1 }], filters: [] };
}

function readData(query: SearchQuery): AskedQuery {
  if (query === null || typeof query !== 'object') throw emptyQuery();
  const terms = (query.terms ?? []).map(readTerm);
  return { name: terms.map(printTerm).join(' '), terms, filters: [] };
}

function readTerm({ weight = 1, ...source }: Term): AskedTerm {
  if (!Number.isFinite(weight) || weight === 0 || Math.abs(weight) > 100) {
    throw new PhotoseekError('bad-query', `A term's weight must be a number from −100 to 100, not 0; ${weight} came.`);
  }
  if ('text' in source && (typeof source.text !== 'string' || source.text.trim() === '')) throw emptyQuery();
  return { source, weight };
}

function printTerm({ source, weight }: AskedTerm): string {
  return `${weight === 1 ? '' : weight}${'text' in source ? source.text : 'picture'}`;
}

/** What two pages of one answer must agree in. */
export function fingerprint({ terms, filters }: AskedQuery, options: CheckedOptions): string {
  const { mode, sort, reverse, all, minRelevance, collapse } = options;
  const sources = terms.map(({ source, weight }) => [
    'bytes' in source ? createHash('sha256').update(source.bytes).digest('hex') : source,
    weight,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([sources, filters, mode, sort, reverse, all, minRelevance ?? null, collapse]))
    .digest('base64url')
    .slice(0, 16);
}

function emptyQuery(): PhotoseekError {
  return new PhotoseekError('empty-query', 'The query is empty.', {
    hint: 'Describe a photo, for example: a dog on the beach',
  });
}
