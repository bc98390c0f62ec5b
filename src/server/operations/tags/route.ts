import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import * as operations from './operation.js';

/** Tags of the whole library. */
export function makeTagRoutes({ queues }: ServerContext): Route[] {
  return [route(operations.listTags, async ({ reader }) => ({ tags: await reader.tags() }), { queue: queues.search })];
}
