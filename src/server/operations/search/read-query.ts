import type { Request, Response } from 'express';
import { PhotoseekError } from '../../../errors.js';
import type { SearchOptions, SearchQuery, Term } from '../../../search/types/request.js';
import type { ServerContext } from '../../app/server-context.js';
import { HttpError } from '../../errors/problem.js';
import { checkBody } from '../../middleware/read-request.js';
import { receiveImages } from '../../middleware/receive-image.js';
import { type SearchRequest, SearchRequestSchema } from './schema.js';

/** A query in the terms of the library. */
export interface LibraryQuery {
  query: string | SearchQuery;
  options: SearchOptions;
}

interface QueryRules {
  urlQueries: boolean;
}

/** Options of a query as they are read from an address. */
type GivenOptions = { [K in keyof SearchOptions]?: SearchOptions[K] | undefined };

/** Never fires. A client that stops sending is cut off by the server's own time limit for requests. */
export const NEVER: AbortSignal = new AbortController().signal;

/** Readers of a query in a body: JSON, or multipart with images. */
export function createQueryReaders({ queues, urlQueries }: ServerContext) {
  return {
    /** Reads a multipart body; `undefined` for JSON. */
    receive: async (request: Request, response: Response): Promise<LibraryQuery | undefined> => {
      if (!request.is('multipart/form-data')) return undefined;
      const { images, query } = await queues.upload.run(() => receiveImages(request, response), NEVER);
      return toQuery(checkBody(query, SearchRequestSchema) as SearchRequest, images, { urlQueries });
    },
    /** The query of a multipart body or, without one, of a JSON body. */
    pick: (received: unknown, body: SearchRequest): LibraryQuery =>
      (received as LibraryQuery | undefined) ?? toQuery(body, [], { urlQueries }),
  };
}

/**
 * Converts a JSON query.
 * @param images files of a multipart request
 * @throws PhotoseekError `empty-query`, `bad-argument`; HttpError `url-queries-disabled`
 */
function toQuery(
  { q = '', terms = [], filters, ...given }: SearchRequest,
  images: readonly Uint8Array[],
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
    return { bytes: pickUpload(images, term.upload), ...weight };
  });
  for (const [i, bytes] of images.entries()) if (!named.has(i)) parts.push({ bytes });
  const text = q.trim();
  const filter = filters?.trim() ?? '';
  if (parts.length === 0 && text === '' && filter === '') {
    if (Object.keys(given.fields ?? {}).length > 0) return { query: {}, options };
    throw new PhotoseekError('empty-query', 'One of q, terms, filters and fields must not be empty.');
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
 * Converts a query in an address.
 * @throws PhotoseekError `empty-query`
 */
export function toTextQuery({ q = '', filters, ...given }: { q?: string | undefined } & GivenOptions): LibraryQuery {
  const filter = filters?.trim() ?? '';
  if (q.trim() === '' && filter === '') {
    throw new PhotoseekError('empty-query', 'q must not be empty.', {
      hint: 'Describe a photo, for example ?q=a+boat+on+the+water',
    });
  }
  const options = toOptions(given);
  if (q.trim() === '') return { query: { filters: filter }, options };
  return { query: q, options: filter === '' ? options : { ...options, filters: filter } };
}

/** Drops options that were not given, and forbids paths: a client must not find out which files the machine has. */
export function toOptions(given: GivenOptions): SearchOptions {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defined, allowPaths: false };
}

/** @throws HttpError `url-queries-disabled` */
export function checkUrls(url: string, { urlQueries }: QueryRules): string {
  if (urlQueries) return url;
  throw new HttpError('url-queries-disabled', 'This server fetches no images from the web.', {
    hint: 'Start it with --allow-url-queries, or send the image itself.',
  });
}

function pickUpload(images: readonly Uint8Array[], index: number): Uint8Array {
  const bytes = images[index];
  if (bytes !== undefined) return bytes;
  throw new PhotoseekError(
    'bad-argument',
    `upload must be less than the number of images in the request (${images.length}), got ${index}.`,
  );
}
