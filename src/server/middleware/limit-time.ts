import type { Response } from 'express';
import { HttpError } from '../errors/problem.js';

/**
 * Does work for as long as somebody waits for it: its signal fires when the client goes away, or when the time is up, which is answered
 * at once, whether the work heeds the signal or not.
 * @param limitMs `null`: as long as the client stays
 * @throws HttpError `took-too-long`
 */
export async function limitTime<T>(
  response: Response,
  limitMs: number | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onClose = () => {
    if (!response.writableFinished) controller.abort(new Error('The client went away.'));
  };
  response.once('close', onClose);
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    if (limitMs === null) return;
    timer = setTimeout(() => {
      const error = new HttpError('took-too-long', `The answer took longer than ${limitMs / 1000} seconds.`, {
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
