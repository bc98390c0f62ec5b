import { PhotoseekError } from '../errors.js';
import type { SearchOptions, SearchQuery, Term } from '../search/types.js';
import { HttpError } from './errors/problem.js';
import type { SearchRequest } from './schemas/search.js';

/** A query as the library takes it. */
export interface LibraryQuery {
  query: string | SearchQuery;
  options: SearchOptions;
}

/** How a query that came over HTTP may reach out. */
interface QueryRules {
  urlQueries: boolean;
}

/** Options of a query as they come in an address. */
type GivenOptions = { [K in keyof SearchOptions]?: SearchOptions[K] | undefined };

/**
 * What a request asks for, in the library's terms.
 * @param pictures those that came beside the JSON
 * @throws PhotoseekError `empty-query`, `bad-argument`; HttpError `url-queries-off`
 */
export function toQuery(
  { q = '', terms = [], filters, ...given }: SearchRequest,
  pictures: readonly Uint8Array[],
  rules: QueryRules,
): LibraryQuery {
  const options = toOptions(given);
  const named = new Set<number>();
  const parts: Term[] = terms.map((term) => {
    const weight = term.weight === undefined ? {} : { weight: term.weight };
    if ('text' in term) return { text: term.text, ...weight };
    if ('id' in term) return { id: term.id, ...weight };
    if ('image' in term) return { bytes: Buffer.from(term.image, 'base64'), ...weight };
    if ('url' in term) return { url: checkUrls(term.url, rules), ...weight };
    named.add(term.upload);
    return { bytes: pickUpload(pictures, term.upload), ...weight };
  });
  for (const [i, bytes] of pictures.entries()) if (!named.has(i)) parts.push({ bytes });
  const text = q.trim();
  const filter = filters?.trim() ?? '';
  if (parts.length === 0 && text === '' && filter === '') {
    throw new PhotoseekError('empty-query', 'Neither q nor terms nor filters say anything.');
  }
  if (parts.length === 0 && filter === '') return { query: q, options };
  const query = {
    ...(text === '' ? {} : { text: q }),
    ...(parts.length === 0 ? {} : { terms: parts }),
    ...(filter === '' ? {} : { filters: filter }),
  };
  return { query, options };
}

/**
 * The words and options of an address.
 * @throws PhotoseekError `empty-query`
 */
export function toWordsQuery({ q = '', filters, ...given }: { q?: string | undefined } & GivenOptions): LibraryQuery {
  const filter = filters?.trim() ?? '';
  if (q.trim() === '' && filter === '') {
    throw new PhotoseekError('empty-query', 'The parameter q holds no words.', {
      hint: 'Describe a photo, for example ?q=a+boat+on+the+water',
    });
  }
  const options = toOptions(given);
  if (q.trim() === '') return { query: { filters: filter }, options };
  return { query: q, options: filter === '' ? options : { ...options, filters: filter } };
}

/** Leaves out what was not given. Files of this machine are nobody's business who asks over HTTP. */
export function toOptions(given: GivenOptions): SearchOptions {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...said, allowPaths: false };
}

function checkUrls(url: string, { urlQueries }: QueryRules): string {
  if (urlQueries) return url;
  throw new HttpError('url-queries-off', 'This server takes no pictures by address.', {
    hint: 'Start it with --allow-url-queries, or send the picture itself.',
  });
}

function pickUpload(pictures: readonly Uint8Array[], index: number): Uint8Array {
  const bytes = pictures[index];
  if (bytes !== undefined) return bytes;
  const came = pictures.length === 1 ? '1 picture' : `${pictures.length} pictures`;
  throw new PhotoseekError('bad-argument', `A term names upload ${index} (counted from 0), but ${came} came.`);
}
