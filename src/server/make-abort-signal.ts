import type { Response } from 'express';

/** A signal that fires when the client goes away before it has its answer, so that nobody works for nobody. */
export function makeAbortSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new Error('The client went away.'));
  });
  return controller.signal;
}
