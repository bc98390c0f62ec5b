import { type Route, route } from '../../app/make-router.js';
import * as operations from './operation.js';

/** Completions of a query. */
export function makeSuggestRoutes(): Route[] {
  return [
    route(operations.suggest, async ({ query: { q, limit }, reader }) => ({
      suggestions: await reader.suggest(q, { limit }),
    })),
  ];
}
