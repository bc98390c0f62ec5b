import type { Response } from 'express';
import { HttpError } from '../errors/problem.js';

/**
 * Runs work until the client disconnects or the time limit passes; both fire its signal. A passed limit is an error at once, whether the
 * work heeds the signal or not.
 * @param limitMs `null`: no limit
 * @throws HttpError `timeout`
 */
export async function limitTime<T>(
  response: Response,
  limitMs: number | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onClose = () => {
    if (!response.writableFinished) controller.abort(new Error('The client closed the connection.'));
  };
  response.once('close', onClose);
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    if (limitMs === null) return;
    timer = setTimeout(() => {
      const error = new HttpError('timeout', `The request took longer than ${limitMs / 1000} seconds.`, {
        headers: { 'Retry-After': '5' },
      });
      reject(error);
      controller.abort(error);
    }, limitMs);
  });
  try {
    return await Promise.race([work(controller.signal), timeUp]);
  } finally {
    clearTimeout(timer);
    response.off('close', onClose);
  }
}
