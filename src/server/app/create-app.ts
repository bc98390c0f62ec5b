import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Logger } from 'pino';
import { PhotoseekError } from '../../errors.js';
import { measureFolder } from '../../library/measure-folder.js';
import type { ReplicaStatus } from '../../library/published/read/replica/types.js';
import type { LibraryStats } from '../../library/types/descriptions.js';
import type { Library } from '../../library/types/library.js';
import { Access } from '../access/access.js';
import { handleErrors, refuseOtherMethods, refuseUnknownPath } from '../errors/handle-error.js';
import { Jobs } from '../jobs/jobs.js';
import { makeGuard } from '../middleware/guard-requests.js';
import { limitRate } from '../middleware/limit-rate.js';
import { logRequests, measureRequests } from '../middleware/log-requests.js';
import { createQueues } from '../middleware/queues.js';
import { setSecurityHeaders } from '../middleware/set-security-headers.js';
import { traceRequests } from '../middleware/trace-requests.js';
import { makeDocumentationPage } from '../operations/documentation/route.js';
import { makeRoutes } from '../operations/routes.js';
import { readBasePath, serveBelow } from './base-path.js';
import { makeRouter } from './make-router.js';
import { Metrics } from './metrics.js';
import { sendMissingPage } from './missing-page.js';
import type { ServerContext } from './server-context.js';

/** The folder of the built page; this file lies in the package's `dist/server/app/`, installed or checked out. */
const WEB_FOLDER = fileURLToPath(new URL('../../web/', import.meta.url));

/** Options of {@link createHttpApp}. */
export interface AppOptions {
  /** Open; the app never closes it. */
  library: Library;
  /** Receives every internal error (status 500). Default: it is logged or, without a log, printed to standard error with its stack. */
  onInternalError?: (error: unknown) => void;
  /** Other machines can reach the server: every request needs a key. Default `false`. */
  isWide?: boolean;
  /** Host names that the server serves in addition to those of loopback. Default: none. */
  allowHosts?: readonly string[];
  /** The path below which a proxy serves this server: `/photos`. Links, cookies and the OpenAPI document begin with it. Default: none. */
  basePath?: string;
  /**
   * Addresses of proxies in front: IP addresses, networks such as `10.0.0.0/8`, or `loopback`. Their `X-Forwarded-For`, `-Proto` and `-Host` are
   * believed, those of all others are ignored. With a proxy in front, other machines can reach the server: every request needs a key.
   * Default: none.
   */
  trustedProxies?: readonly string[];
  /** Terms may be addresses of images; the library must have been opened with `fetchUrl`. Default `false`. */
  urlQueries?: boolean;
  /** Keys without the scope `sensitive`, and clients without a key, see no photos that `is:sensitive` finds. Default `false`. */
  hideSensitive?: boolean;
  /** Gets one line for each request. Default: none. */
  log?: Logger;
  /** Shared with the opener of the library, for its stages. Default: its own. */
  metrics?: Metrics;
  /** The state that `/ready` reports. Default: always ready. */
  isReady?: () => boolean;
  /** The state that `/health` reports: whether the database of published libraries, or a replica, can be asked. Default: always. */
  isAvailable?: () => boolean;
  /** The read replica of published libraries, for `/ready` and metrics. Default: there is none. */
  replica?: () => ReplicaStatus | undefined;
  limits?: Limits;
}

/** Bounds on the load of the server. */
export interface Limits {
  /** From one address; 0: unlimited. Default 6000. */
  requestsPerMinute?: number;
  /** Time limit of a request in milliseconds. Default 30,000. */
  timeLimitMs?: number;
  /** Concurrent searches. Default: sixteen a core, so that texts are encoded in batches. */
  searches?: number;
  /** Requests that may wait in each queue. Default 200. */
  waiting?: number;
}

/** An app that does not listen yet, and the end of the work that it started. */
export interface HttpApp {
  app: express.Express;
  /** Cancels index runs that were started over HTTP, and waits until they have stopped. */
  close(): Promise<void>;
}

/**
 * {@link createHttpApp} for programs in which the app ends with the process.
 * @public
 */
export function createApp(options: AppOptions): express.Express {
  return createHttpApp(options).app;
}

/**
 * The HTTP interface as an Express app that does not listen yet: the API below `/api/v1`, `/docs`, `/health`, and the page.
 *
 * @example
 * const { app } = createHttpApp({ library });
 * app.listen(7878, '127.0.0.1');
 */
export function createHttpApp(options: AppOptions): HttpApp {
  const {
    library,
    isWide = false,
    allowHosts = [],
    trustedProxies = [],
    hideSensitive = false,
    log,
    limits = {},
  } = options;
  const { requestsPerMinute = 6000, timeLimitMs = 30_000 } = limits;
  const context = createServerContext(options);
  const onInternalError = options.onInternalError ?? (log === undefined ? console.error : makeReporter(log));
  const app = express();
  app.disable('x-powered-by');
  trustProxies(app, trustedProxies);
  app.set('etag', 'strong');

  if (log !== undefined) app.use(logRequests(log));
  app.use(measureRequests(context.metrics));
  app.use(traceRequests());
  if (context.basePath !== '') app.use(serveBelow(context.basePath));
  app.use(setSecurityHeaders());
  app.use(makeGuard({ isWide, allowHosts, isProxied: trustedProxies.length > 0 }));
  app.use(limitRate(requestsPerMinute));

  app.use('/api', forbidCaching);
  app.use(makeRouter(makeRoutes(context), { library, access: context.access, hideSensitive, timeLimitMs }));
  app.use(makeDocumentationPage(context.basePath));

  app.use(express.static(WEB_FOLDER, { redirect: false, setHeaders: revalidate }));
  app.all('/', refuseOtherMethods('GET', 'HEAD'));

  app.use(sendMissingPage(WEB_FOLDER));
  app.use(refuseUnknownPath);
  app.use(handleErrors(onInternalError));
  return { app, close: () => context.jobs.close() };
}

function createServerContext(options: AppOptions): ServerContext {
  const {
    library,
    isWide = false,
    trustedProxies = [],
    urlQueries = false,
    hideSensitive = false,
    isReady = () => true,
    isAvailable = () => true,
    replica = () => undefined,
    metrics = new Metrics(),
    limits,
  } = options;
  const queues = createQueues({ ...limits });
  const basePath = readBasePath(options.basePath ?? '');
  metrics.watch({ queues, stats: () => readStats(library, hideSensitive), replica, isAvailable });
  return {
    library,
    access: new Access(library.keys, { isWide: isWide || trustedProxies.length > 0, hideSensitive, basePath }),
    jobs: new Jobs(library, basePath),
    queues,
    metrics,
    urlQueries,
    isWide,
    basePath,
    isReady,
    isAvailable,
    replica,
  };
}

/** The counts in metrics. Where sensitive photos are hidden, they are not counted: without a key, clients read metrics, too. */
async function readStats(library: Library, hideSensitive: boolean): Promise<LibraryStats> {
  if (!hideSensitive) return library.stats();
  // A reader with less than everything is not told how large the library is.
  const stats = await library.reader({ hideSensitive }).stats();
  return { ...stats, diskBytes: (await measureFolder(stats.path, 'thumbnails')).total };
}

/** @throws PhotoseekError `bad-argument` */
function trustProxies(app: express.Express, proxies: readonly string[]): void {
  try {
    app.set('trust proxy', proxies.length > 0 ? [...proxies] : false);
  } catch (cause) {
    throw new PhotoseekError(
      'bad-argument',
      `A trusted proxy must be an IP address, a network such as 10.0.0.0/8, or loopback, got ${proxies.join(', ')}.`,
      { cause },
    );
  }
}

function makeReporter(log: Logger): (error: unknown) => void {
  return (error) => log.error({ err: error }, 'internal error');
}

/** Responses change with every index run; routes whose responses may be cached set their own header. */
const forbidCaching: express.RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** After an upgrade the page and its modules must not be a mixture of two versions. */
function revalidate(response: express.Response): void {
  response.set('Cache-Control', 'no-cache');
}
