import type { Response } from 'express';
import type { IndexEvent } from '../../indexer/progress/events.js';
import type { Job } from './job.js';

/** Progress is told this often at most; it comes with every picture. */
const EVERY_MS = 100;
/** Proxies close a line on which nothing was said for long. */
const KEEP_OPEN_MS = 15_000;

/** Tells of a job as server-sent events until it ends or the client goes away. */
export async function sendEvents(job: Job, response: Response): Promise<void> {
  response.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  await new Promise<void>((resolve) => {
    let waiting: IndexEvent | undefined;
    const flush = () => {
      if (waiting !== undefined && !response.writableNeedDrain) {
        send('progress', waiting);
        waiting = undefined;
      }
    };
    const onEvent = (event: IndexEvent) => {
      // Each failure is told; of the rest the newest says all. Whoever reads slowly gets them later.
      if (event.type === 'failed') send('progress', event);
      else if (event.type !== 'done') waiting = event;
    };
    const timer = setInterval(flush, EVERY_MS);
    const keepOpen = setInterval(() => response.write(': still here\n\n'), KEEP_OPEN_MS);
    const end = () => {
      clearInterval(timer);
      clearInterval(keepOpen);
      job.off('event', onEvent).off('end', onEnd);
      resolve();
    };
    const onEnd = () => {
      send('end', job.view());
      response.end();
      end();
    };
    response.once('close', end);
    const { last } = job.view();
    if (last !== null) send('progress', last);
    if (job.isRunning) job.on('event', onEvent).on('end', onEnd);
    else onEnd();
  });
}
