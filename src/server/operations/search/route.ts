import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { receiveImage } from '../../middleware/receive-image.js';
import { addResultLinks } from '../shared/links.js';
import * as operations from './operation.js';
import { createQueryReaders, NEVER, toOptions, toTextQuery } from './read-query.js';

/** Search by text, images and filters, and by similarity to a photo. */
export function makeSearchRoutes(context: ServerContext): Route[] {
  const { queues, basePath } = context;
  const queue = queues.search;
  const { receive, pick } = createQueryReaders(context);
  return [
    route(
      operations.searchByText,
      async ({ query: given, reader, signal }) => {
        const { query, options } = toTextQuery(given);
        return addResultLinks(await reader.search(query, { ...options, signal }), basePath);
      },
      { queue },
    ),
    route(
      operations.search,
      async ({ body, received, reader, signal }) => {
        const { query, options } = pick(received, body);
        return addResultLinks(await reader.search(query, { ...options, signal }), basePath);
      },
      { queue, receive },
    ),
    route(
      operations.searchByImage,
      async ({ query: { box, ...given }, received, reader, signal }) => {
        const { allowPaths: _, ...options } = toOptions(given);
        const target = { bytes: received as Uint8Array, ...(box && { box }) };
        return addResultLinks(await reader.similar(target, { ...options, signal }), basePath);
      },
      { queue, receive: (request, response) => queues.upload.run(() => receiveImage(request, response), NEVER) },
    ),
    route(
      operations.findSimilar,
      async ({ params, query: { box, ...given }, reader, signal }) => {
        const { allowPaths: _, ...options } = toOptions(given);
        const target = { id: params.id, ...(box && { box }) };
        return addResultLinks(await reader.similar(target, { ...options, signal }), basePath);
      },
      { queue },
    ),
  ];
}
