import type { Response } from 'express';
import type { PhotoReader } from '../../../library/types/library.js';
import type { WorkQueue } from '../../middleware/work-queue.js';
import { ONE_YEAR_SECONDS } from '../shared/links.js';
import { sendOriginal } from './send-original.js';

/** Formats that browsers show as they are, upright. */
const SHOWN_BY_BROWSERS = new Set(['jpeg', 'png', 'gif', 'webp', 'avif', 'svg', 'bmp']);

/** Beyond this browsers decode badly or not at all. */
const MAX_FILE_PIXELS = 100_000_000;

/** The image to send. */
interface FullRequest {
  id: number;
  /** Ordinal; `undefined`: the one that stands for the photo. */
  frame: number | undefined;
  /** The content hash that the client knows. */
  v: string | undefined;
  reader: PhotoReader;
  /** That images wait in which are made. */
  queue: WorkQueue;
  signal: AbortSignal;
}

/** Sends a photo in full size: the file where browsers show it, else a JPEG that is made of it. */
export async function sendFull(
  response: Response,
  { id, frame, v, reader, queue, signal }: FullRequest,
): Promise<void> {
  const { contentHash, format, width, height } = await reader.photo(id);
  const cacheControl = `private, ${v === contentHash ? `max-age=${ONE_YEAR_SECONDS}, immutable` : 'no-cache'}`;
  // Of an animation, the file shows all frames.
  const isFile = frame === undefined || frame === 0;
  if (isFile && SHOWN_BY_BROWSERS.has(format) && width * height <= MAX_FILE_PIXELS) {
    await sendOriginal(response, await reader.original(id), cacheControl);
    return;
  }
  response.set({
    'Cache-Control': cacheControl,
    ETag: `"${contentHash}-full${frame === undefined ? '' : `-${frame}`}"`,
  });
  if (response.req.fresh) {
    response.status(304).end();
    return;
  }
  const { bytes, mediaType } = await queue.run(
    () => reader.fullSize(id, ...(frame === undefined ? [] : [frame])),
    signal,
  );
  response.set('Content-Type', mediaType).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
