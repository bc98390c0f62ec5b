import { dropUndefined } from '../../../runtime/check-arguments.js';
import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { checkPath } from '../../jobs/paths.js';
import * as operations from './operation.js';

/** Folders and files that the library keeps up to date with. */
export function makeRootRoutes({ library, jobs }: ServerContext): Route[] {
  return [
    route(operations.listRoots, async ({ reader }) => ({ roots: await reader.roots() })),
    route(operations.addRoot, async ({ body: { path, ...rules }, response }) => {
      const view = jobs.start([await checkPath(path)], dropUndefined(rules)).view();
      response.location(view.links.self);
      return view;
    }),
    route(
      operations.removeRoot,
      async ({ query: { path } }) => {
        jobs.assertIdle();
        return library.removeRoot(path);
      },
      { timeLimitMs: null },
    ),
  ];
}
