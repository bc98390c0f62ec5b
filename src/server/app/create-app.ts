import { availableParallelism } from 'node:os';
import express from 'express';
import type { Logger } from 'pino';
import type { Library } from '../../library/types.js';
import { Access } from '../access/access.js';
import { handleErrors, refuseOtherMethods, refuseUnknownPath } from '../errors/handle-error.js';
import { Jobs } from '../jobs/jobs.js';
import { makeGuard } from '../middleware/guard-requests.js';
import { limitRate } from '../middleware/limit-rate.js';
import { logRequests, measureRequests } from '../middleware/log-requests.js';
import { setSecurityHeaders } from '../middleware/set-security-headers.js';
import { WorkQueue } from '../middleware/work-queue.js';
import { makeAccessRoutes } from '../routes/access.js';
import { makeDocumentation } from '../routes/documentation.js';
import { makeIndexRoutes } from '../routes/indexing.js';
import { makePhotoRoutes } from '../routes/photos.js';
import { makeSearchRoutes } from '../routes/searching.js';
import { makeRouter } from './make-router.js';
import { Metrics } from './metrics.js';
import type { ServerContext } from './server-context.js';
import { webFolder } from './web-folder.js';

/** What the HTTP door needs. */
export interface AppParts {
  /** Open; the app never closes it. */
  library: Library;
  /** Told about every error that is answered with 500. Default: written to the log or, without one, to standard error with its stack. */
  onInternalError?: (error: unknown) => void;
  /** Others than this machine can reach the server: everybody needs a key. Default `false`. */
  isWide?: boolean;
  /** Host names that the server answers to besides this machine's own. Default: none. */
  allowHosts?: readonly string[];
  /** Terms may name pictures on the web; the library must have been opened with `fetchUrl`. Default `false`. */
  urlQueries?: boolean;
  /** A line for each request. Default: none. */
  log?: Logger;
  /** Shared with whoever opened the library, for its stages. Default: its own. */
  metrics?: Metrics;
  /** What `/ready` answers. Default: always ready. */
  isReady?: () => boolean;
  limits?: Limits;
}

/** How much the server takes on. */
export interface Limits {
  /** From one address; 0: as many as come. Default 6000. */
  requestsPerMinute?: number;
  /** An answer that takes longer is given up. Milliseconds, default 30,000. */
  timeLimitMs?: number;
  /** Searches that go on at the same time. Default: sixteen a core, so that there are texts to be encoded together. */
  searches?: number;
  /** Requests that may wait for their turn, in each queue. Default 200. */
  waiting?: number;
}

/** The HTTP door: an app that listens nowhere yet, and what ends the work that it started. */
export interface Door {
  app: express.Express;
  /** Cancels index runs that were started over HTTP, and waits for them to stop. */
  close(): Promise<void>;
}

/**
 * As {@link createServerContext}, for those who end the process, not the door.
 * @public
 */
export function createApp(parts: AppParts): express.Express {
  return createServerContext(parts).app;
}

/**
 * The HTTP door as an Express app that listens nowhere yet: the API below `/api/v1`, `/docs`, `/health`, and the page.
 *
 * @example
 * const { app } = createServerContext({ library });
 * app.listen(7878, '127.0.0.1');
 */
export function createServerContext(given: AppParts): Door {
  const { library, isWide = false, allowHosts = [], log, limits = {} } = given;
  const { requestsPerMinute = 6000, timeLimitMs = 30_000 } = limits;
  const parts = makeParts(given);
  const onInternalError = given.onInternalError ?? (log === undefined ? console.error : makeReporter(log));
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', false);
  app.set('etag', 'strong');

  if (log !== undefined) app.use(logRequests(log));
  app.use(measureRequests(parts.metrics));
  app.use(setSecurityHeaders());
  app.use(makeGuard({ isWide, allowHosts }));
  app.use(limitRate(requestsPerMinute));

  app.use('/api', forbidCaching);
  const routes = [makeSearchRoutes, makePhotoRoutes, makeIndexRoutes, makeAccessRoutes].flatMap((make) => make(parts));
  app.use(makeRouter(routes, { library, access: parts.access, timeLimitMs }));
  app.use(makeDocumentation());

  app.use(express.static(webFolder, { redirect: false, setHeaders: askAgain }));
  app.all('/', refuseOtherMethods('GET', 'HEAD'));

  app.use(refuseUnknownPath);
  app.use(handleErrors(onInternalError));
  return { app, close: () => parts.jobs.close() };
}

function makeParts({
  library,
  isWide = false,
  urlQueries = false,
  isReady = () => true,
  ...given
}: AppParts): ServerContext {
  const { searches = 16 * availableParallelism(), waiting = 200 } = given.limits ?? {};
  const queues = {
    search: new WorkQueue({ running: searches, waiting }),
    picture: new WorkQueue({ running: 2 * availableParallelism(), waiting: 5 * waiting }),
    upload: new WorkQueue({ running: 8, waiting }),
  };
  const metrics = given.metrics ?? new Metrics();
  metrics.watch({ queues, stats: () => library.stats() });
  return {
    library,
    access: new Access(library.keys, { isWide }),
    jobs: new Jobs(library),
    queues,
    metrics,
    urlQueries,
    isReady,
  };
}

function makeReporter(log: Logger): (error: unknown) => void {
  return (error) => log.error({ err: error }, 'a fault of ours');
}

/** Answers change with every index run; routes whose answers may be kept say so themselves. */
const forbidCaching: express.RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** After an upgrade the page and its modules must not be a mixture of two versions. */
function askAgain(response: express.Response): void {
  response.set('Cache-Control', 'no-cache');
}
