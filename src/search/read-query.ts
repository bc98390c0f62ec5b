import { createHash } from 'node:crypto';
import { PhotoseekError } from '../errors.js';
import { checkData, checkQuery } from './check-query.js';
import type { AskedQuery, AskedTerm } from './model.js';
import { parseFilters, parseQuery } from './parse/parse-query.js';
import { printQuery } from './query/print-query.js';
import type { ParsedQuery, QueryTerm } from './query/types.js';
import { readFilters } from './read-field-filters.js';
import type { CheckedOptions } from './read-options.js';
import type { QueryInput, SearchQuery, Term } from './types/request.js';

/**
 * Reads a query in any form, together with the filters of the options.
 * @throws PhotoseekError `empty-query`, `bad-query`
 */
export function readQuery(query: QueryInput, options: CheckedOptions): AskedQuery {
  // The empty text, as of an empty box, is a query of filters alone; without any it is empty.
  const asked = readInput(typeof query === 'string' && query.trim() === '' ? {} : query);
  const filters = [...asked.filters, ...readFilters(options)];
  if (asked.terms.length + filters.length === 0) throw emptyQuery();
  if (!options.allowPaths && asked.terms.some(({ source }) => 'path' in source)) {
    throw new PhotoseekError('bad-query', 'A query may not name files of this machine here.', {
      hint: 'Send the image itself, or the id of a photo.',
    });
  }
  return { ...asked, filters };
}

/** Reads a query in any form. @throws PhotoseekError `empty-query`, `bad-query` */
export function readInput(query: QueryInput): AskedQuery {
  if (typeof query === 'string') return readText(query);
  checkQuery(query);
  return isParsed(query) ? fromParsed(query, printQuery(query)) : readData(query);
}

function isParsed(query: SearchQuery | ParsedQuery): query is ParsedQuery {
  return Array.isArray(query.filters);
}

function readText(text: string): AskedQuery {
  const parsed = parseQuery(text);
  const [first, ...others] = parsed.terms;
  const isPlain = first?.kind === 'text' && first.weight === 1 && others.length + parsed.filters.length === 0;
  return fromParsed(parsed, isPlain ? text : printQuery(parsed));
}

function fromParsed({ terms, filters }: ParsedQuery, name: string): AskedQuery {
  return { name, terms: terms.map(toAsked), filters };
}

function toAsked(term: QueryTerm): AskedTerm {
  const { weight, or, isQuoted } = term;
  return { source: toSource(term), weight, ...(or && { or }), ...(isQuoted && { isQuoted }) };
}

function toSource({ kind, value }: QueryTerm): AskedTerm['source'] {
  switch (kind) {
    case 'text':
      return { text: value };
    case 'path':
      return { path: value };
    case 'url':
      return { url: value };
    case 'id':
      return { id: Number(value) };
  }
}

function readData(query: SearchQuery): AskedQuery {
  checkData(query);
  const written = query.text === undefined || query.text.trim() === '' ? undefined : readText(query.text);
  const terms = [...(written?.terms ?? []), ...(query.terms ?? []).map(readTerm)];
  const filters = [...(written?.filters ?? []), ...parseFilters(query.filters ?? '')];
  return { name: printQuery({ terms: terms.map(toParsed), filters }), terms, filters };
}

function readTerm({ weight = 1, ...source }: Term): AskedTerm {
  if (!Number.isFinite(weight) || weight === 0 || Math.abs(weight) > 100) {
    throw new PhotoseekError('bad-query', `A term's weight must be a number from −100 to 100, not 0, got ${weight}.`);
  }
  if (!('text' in source)) return { source, weight };
  if (typeof source.text !== 'string' || source.text.trim() === '') throw emptyQuery();
  // A program says by filters whom it means.
  return { source: { text: source.text.trim() }, weight, isQuoted: true };
}

/** As the query language writes it. An image in memory has no name there. */
function toParsed({ source, ...more }: AskedTerm): QueryTerm {
  if ('text' in source) return { kind: 'text', value: source.text, ...more };
  if ('id' in source) return { kind: 'id', value: String(source.id), ...more };
  if ('url' in source) return { kind: 'url', value: source.url, ...more };
  return { kind: 'path', value: 'path' in source ? source.path : 'picture', ...more };
}

/** Properties that two pages of one answer must share. */
export function fingerprint({ terms, filters }: AskedQuery, options: CheckedOptions): string {
  const { mode, sort, reverse, all, minRelevance, collapse, stack, language, spaces } = options;
  const sources = terms.map(({ source, weight, or }) => [toPlain(source), weight, ...(or ? ['or'] : [])]);
  return createHash('sha256')
    .update(
      JSON.stringify([
        ...[sources, filters, mode, sort, reverse, all, minRelevance ?? null, collapse, stack, language ?? null],
        spaces ?? null,
      ]),
    )
    .digest('base64url')
    .slice(0, 16);
}

/** A source without its bytes. */
function toPlain(source: AskedTerm['source']): unknown {
  if ('bytes' in source) return hash(source.bytes);
  return 'image' in source ? [...source.image.vectors.values()].map(hash) : source;
}

function hash(bytes: Uint8Array | Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    .digest('base64url');
}

function emptyQuery(): PhotoseekError {
  return new PhotoseekError('empty-query', 'The query is empty.', {
    hint: 'Describe a photo, for example: a dog on the beach',
  });
}
