import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import * as operations from './operation.js';

/** Files that could not be read. */
export function makeFailureRoutes({ library }: ServerContext): Route[] {
  return [
    route(operations.listFailures, async ({ query: { limit, offset } }) => {
      const failures = await library.failures();
      return { total: failures.length, failures: failures.slice(offset, offset + limit) };
    }),
  ];
}
