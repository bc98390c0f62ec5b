import { PhotoseekError } from '../../../errors.js';
import { dropUndefined } from '../../../runtime/check-arguments.js';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { HttpError } from '../../errors/problem.js';
import { checkPath, isInRoots } from '../../jobs/paths.js';
import { sendEvents } from '../../jobs/send-events.js';
import * as operations from './operation.js';

/** Index runs. */
export function makeJobRoutes({ library, jobs }: ServerContext): Route[] {
  return [
    route(operations.startJob, async ({ body: { paths, ...options }, identity, response }) => {
      const roots = (await library.roots()).map((root) => root.path);
      const chosen = paths === undefined ? roots : await Promise.all(paths.map(checkPath));
      if (chosen.length === 0) {
        throw new PhotoseekError('no-paths', 'There is nothing to index: the library has no root yet.', {
          hint: 'Add one: POST /api/v1/roots',
        });
      }
      const isNew = chosen.some((path) => !isInRoots(path, roots));
      if (isNew && !identity.scopes.includes('admin')) {
        throw new HttpError('insufficient-scope', 'To add a root, the key must have the scope "admin".');
      }
      const view = jobs.start(chosen, dropUndefined(options)).view();
      response.location(view.links.self);
      return view;
    }),
    route(operations.listJobs, async () => ({ jobs: jobs.list().map((job) => job.view()) })),
    route(operations.getJob, async ({ params: { id } }) => jobs.get(id).view()),
    route(operations.cancelJob, async ({ params: { id } }) => {
      const job = jobs.get(id);
      job.cancel();
      return job.view();
    }),
    route(
      operations.followJob,
      async ({ params: { id }, response }) => {
        await sendEvents(jobs.get(id), response);
        return SENT;
      },
      { timeLimitMs: null },
    ),
  ];
}
