import type { Response } from 'express';
import type { IndexEvent } from '../../indexer/progress/events.js';
import type { Job } from './job.js';

/** Minimum interval of progress events; the run emits one for every image. */
const EVERY_MS = 100;
/** Proxies close idle connections. */
const KEEP_OPEN_MS = 15_000;

/** Sends the events of a job as server-sent events until it ends or the client disconnects. */
export async function sendEvents(job: Job, response: Response): Promise<void> {
  response.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  await new Promise<void>((resolve) => {
    let newest: IndexEvent | undefined;
    const flush = () => {
      if (newest !== undefined && !response.writableNeedDrain) {
        send('progress', newest);
        newest = undefined;
      }
    };
    const onEvent = (event: IndexEvent) => {
      // Every failure is sent; of the other events only the newest, and later to a client that reads slowly.
      if (event.type === 'failed') send('progress', event);
      else if (event.type !== 'done') newest = event;
    };
    const timer = setInterval(flush, EVERY_MS);
    const keepOpen = setInterval(() => response.write(': keep-alive\n\n'), KEEP_OPEN_MS);
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
