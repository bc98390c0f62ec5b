import express from 'express';
import type { Library } from '../library-types.js';
import { VERSION } from '../version.js';
import { guardRequests } from './guard-requests.js';
import { handleErrors, refuseOtherMethods, refuseUnknownPath } from './handle-error.js';
import { makeHealthRoutes } from './routes/health.js';
import { makePhotoRoutes } from './routes/photos.js';
import { makeSearchRoutes } from './routes/search.js';
import { makeSimilarRoutes } from './routes/similar.js';
import { makeStatsRoutes } from './routes/stats.js';
import { setSecurityHeaders } from './set-security-headers.js';
import { webFolder } from './web-folder.js';

/** What the HTTP door needs. */
export interface AppParts {
  /** Open; the app never closes it. */
  library: Library;
  /** Told about every error that is answered with 500. Default: printed to standard error, with its stack. */
  onInternalError?: (error: unknown) => void;
}

/**
 * The HTTP door as an Express app that listens nowhere yet: the API below `/api/v1`, `/health`, and the page.
 *
 * @example
 * const app = createApp({ library });
 * app.listen(7878, '127.0.0.1');
 */
export function createApp({ library, onInternalError = console.error }: AppParts): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', false);
  app.set('etag', 'strong');

  app.use(setSecurityHeaders());
  app.use(guardRequests);

  app.use('/api', forbidCaching);
  app.use('/api/v1', makeSearchRoutes(library));
  app.use('/api/v1', makeSimilarRoutes(library));
  app.use('/api/v1', makePhotoRoutes(library));
  app.use('/api/v1', makeStatsRoutes(library));
  app.use(makeHealthRoutes(VERSION));

  app.use(express.static(webFolder, { redirect: false, setHeaders: askAgain }));
  app.all('/', refuseOtherMethods('GET', 'HEAD'));

  app.use(refuseUnknownPath);
  app.use(handleErrors(onInternalError));
  return app;
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
