import { PhotoseekError } from '../../errors.js';
import type { IndexOptions } from '../../indexer/progress/events.js';
import { type Route, route, SENT } from '../app/make-router.js';
import type { ServerContext } from '../app/server-context.js';
import { HttpError } from '../errors/problem.js';
import { checkPath, isInRoots } from '../jobs/jobs.js';
import { sendEvents } from '../jobs/send-events.js';
import * as operations from '../operations/indexing.js';

/** Roots, what cannot be read below them, and index runs. */
export function makeIndexRoutes({ library, jobs }: ServerContext): Route[] {
  return [
    route(operations.listRoots, async () => ({ roots: await library.roots() })),
    route(operations.addRoot, async ({ body: { path, ...rules }, response }) => {
      const job = jobs.start([await checkPath(path)], dropUndefined(rules));
      const view = job.view();
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
    route(operations.listFailures, async ({ query: { limit, offset } }) => {
      const failures = await library.failures();
      return { total: failures.length, failures: failures.slice(offset, offset + limit) };
    }),
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
        throw new HttpError('scope-missing', 'A folder that is no root yet takes a key with the scope "admin".');
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

function dropUndefined(options: { [K in keyof IndexOptions]: IndexOptions[K] | undefined }): IndexOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
