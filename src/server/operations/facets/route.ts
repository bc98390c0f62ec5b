import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { createQueryReaders, toOptions, toTextQuery } from '../search/read-query.js';
import * as operations from './operation.js';

/** Facet counts of a query or of everything. */
export function makeFacetRoutes(context: ServerContext): Route[] {
  const queue = context.queues.search;
  const { receive, pick } = createQueryReaders(context);
  return [
    route(
      operations.countFacets,
      async ({ query: { q = '', ...given }, reader, signal }) => {
        if (q.trim() === '' && (given.filters ?? '').trim() === '') {
          return reader.facets(undefined, { ...toOptions(given), signal });
        }
        const { query, options } = toTextQuery({ q, ...given });
        return reader.facets(query, { ...options, signal });
      },
      { queue },
    ),
    route(
      operations.countFacetsOf,
      async ({ body, received, reader, signal }) => {
        const { query, options } = pick(received, body);
        return reader.facets(query, { ...options, signal });
      },
      { queue, receive },
    ),
  ];
}
