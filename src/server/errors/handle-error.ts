import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { HttpError, type Problem, toProblem } from './problem.js';

/** Says 404 for every address that no route claimed. */
export const refuseUnknownPath: RequestHandler = (request) => {
  throw new HttpError('not-found', `There is nothing at ${request.path}.`);
};

/** Says 405 with `Allow`; put it last on a route, as `.all(...)`. */
export function refuseOtherMethods(...allowed: string[]): RequestHandler {
  const list = allowed.join(', ');
  return (request) => {
    throw new HttpError('method-not-allowed', `${request.method} is not possible at ${request.path}, only ${list}.`, {
      headers: { Allow: list },
    });
  };
}

/**
 * The last handler of the app: every error leaves as a problem document.
 * @param report is told about errors that are a fault of ours (status 500), with their stack.
 */
export function handleErrors(report: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const problem = toProblem(error);
    if (problem.status === 500) report(error);
    if (response.headersSent) {
      // Half of an answer is out; cutting the connection is the only honest way to say that the rest is missing.
      response.destroy();
    } else if (problem.code === 'aborted') {
      // Nobody is listening any more.
      response.status(problem.status).end();
    } else {
      sendProblem(response, problem, error instanceof HttpError ? error.headers : {});
    }
  };
}

function sendProblem(response: Response, problem: Problem, headers: Record<string, string>): void {
  // A handler may have described the answer it was about to give.
  for (const name of ['Content-Disposition', 'Content-Range', 'Accept-Ranges', 'ETag', 'Last-Modified']) {
    response.removeHeader(name);
  }
  response
    .status(problem.status)
    .set({ 'Cache-Control': 'no-store', ...headers })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}
