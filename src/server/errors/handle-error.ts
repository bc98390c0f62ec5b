import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { HttpError, type Problem, toProblem } from './problem.js';

/** Responds 404 to every address without a route. */
export const refuseUnknownPath: RequestHandler = (request) => {
  throw new HttpError('not-found', `There is no resource at ${request.path}.`);
};

/** Responds 405 with `Allow`; the last handler of a route, as `.all(...)`. */
export function refuseOtherMethods(...allowed: string[]): RequestHandler {
  const list = allowed.join(', ');
  return (request) => {
    throw new HttpError(
      'method-not-allowed',
      `The method at ${request.path} must be one of ${list}, got ${request.method}.`,
      {
        headers: { Allow: list },
      },
    );
  };
}

/**
 * The last handler of the app: every error leaves as a problem document.
 * @param report receives internal errors (status 500), with their stack
 */
export function handleErrors(report: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const problem = toProblem(error);
    if (problem.status === 500) report(error);
    if (response.headersSent) {
      // Part of a response was sent; only a cut connection tells the client that the rest is missing.
      response.destroy();
    } else if (problem.code === 'aborted') {
      // The client closed the connection.
      response.status(problem.status).end();
    } else {
      sendProblem(response, problem, error instanceof HttpError ? error.headers : headersOf(problem));
    }
  };
}

/** A database or bucket that cannot be reached is tried again after so many seconds; see `Outage`. */
function headersOf({ code }: Problem): Record<string, string> {
  return code === 'engine-unreachable' || code === 'bucket-unreachable' ? { 'Retry-After': '5' } : {};
}

function sendProblem(response: Response, problem: Problem, headers: Record<string, string>): void {
  // A handler may have set headers of the response that failed.
  for (const name of ['Content-Disposition', 'Content-Range', 'Accept-Ranges', 'ETag', 'Last-Modified']) {
    response.removeHeader(name);
  }
  response
    .status(problem.status)
    .set({ 'Cache-Control': 'no-store', ...headers })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}
