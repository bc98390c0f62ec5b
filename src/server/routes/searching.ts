import type { Request, Response } from 'express';
import type { SearchOptions } from '../../search/types.js';
import { addResultLinks } from '../add-links.js';
import { type Route, route } from '../app/make-router.js';
import type { ServerContext } from '../app/server-context.js';
import { checkBody } from '../middleware/read-request.js';
import { receivePicture, receivePictures } from '../middleware/receive-image.js';
import * as operations from '../operations/searching.js';
import { type SearchRequest, SearchRequestSchema } from '../schemas/search.js';
import { type LibraryQuery, toOptions, toQuery, toWordsQuery } from '../to-query.js';

/** Searching by words and pictures, and what helps with it. */
export function makeSearchRoutes({ queues, urlQueries }: ServerContext): Route[] {
  const queue = queues.search;
  const receiveQuery = async (request: Request, response: Response) => {
    if (!request.is('multipart/form-data')) return undefined;
    const { pictures, query } = await queues.upload.run(() => receivePictures(request, response), NEVER);
    return toQuery(checkBody(query, SearchRequestSchema) as SearchRequest, pictures, { urlQueries });
  };
  const pick = (received: LibraryQuery | undefined, body: SearchRequest) =>
    received ?? toQuery(body, [], { urlQueries });

  return [
    route(
      operations.searchByWords,
      async ({ query: given, reader, signal }) => {
        const { query, options } = toWordsQuery(given);
        return addResultLinks(await reader.search(query, { ...options, signal }));
      },
      { queue },
    ),
    route(
      operations.search,
      async ({ body, received, reader, signal }) => {
        const { query, options } = pick(received as LibraryQuery | undefined, body);
        return addResultLinks(await reader.search(query, { ...options, signal }));
      },
      { queue, receive: receiveQuery },
    ),
    route(
      operations.searchByImage,
      async ({ query: given, received, reader, signal }) => {
        const { allowPaths: _, ...options } = toOptions(given) as SearchOptions;
        return addResultLinks(await reader.similar({ bytes: received as Uint8Array }, { ...options, signal }));
      },
      { queue, receive: (request, response) => queues.upload.run(() => receivePicture(request, response), NEVER) },
    ),
    route(
      operations.findSimilar,
      async ({ params, query: given, reader, signal }) => {
        const { allowPaths: _, ...options } = toOptions(given) as SearchOptions;
        return addResultLinks(await reader.similar({ id: params.id }, { ...options, signal }));
      },
      { queue },
    ),
    route(
      operations.countFacets,
      async ({ query: { q = '', ...given }, reader, signal }) => {
        if (q.trim() === '' && (given.filters ?? '').trim() === '') {
          return reader.facets(undefined, { ...toOptions(given), signal });
        }
        const { query, options } = toWordsQuery({ q, ...given });
        return reader.facets(query, { ...options, signal });
      },
      { queue },
    ),
    route(
      operations.countFacetsOf,
      async ({ body, received, reader, signal }) => {
        const { query, options } = pick(received as LibraryQuery | undefined, body);
        return reader.facets(query, { ...options, signal });
      },
      { queue, receive: receiveQuery },
    ),
    route(operations.suggest, async ({ query: { q, limit }, reader }) => ({
      suggestions: await reader.suggest(q, { limit }),
    })),
  ];
}

/** Whoever stops sending is cut off by the server's own time limit for requests. */
const NEVER = new AbortController().signal;
