import type { Request, Response } from 'express';
import type { ImageBytes } from '../../../library/types/descriptions.js';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { ONE_YEAR_SECONDS } from '../shared/links.js';
import * as operations from './operation.js';

/** Small images of photos. */
export function makeThumbnailRoutes({ queues }: ServerContext): Route[] {
  return [
    route(
      operations.getThumbnail,
      async ({ params: { id }, query: { edge, format, frame, v }, reader, request, response }) => {
        const contentHash = await reader.contentHash(id);
        const chosen = format ?? pickFormat(request);
        const place = frame === undefined ? '' : `-${frame}`;
        response.vary('Accept');
        await sendCached(response, { contentHash, v, tag: `${contentHash}${place}-${edge}-${chosen}` }, () =>
          reader.thumbnail(id, edge, chosen, ...(frame === undefined ? [] : [frame])),
        );
        return SENT;
      },
      { queue: queues.decode },
    ),
    route(
      operations.getPreview,
      async ({ params: { id }, query: { v }, reader, response }) => {
        const contentHash = await reader.contentHash(id);
        await sendCached(response, { contentHash, v, tag: `${contentHash}-preview` }, () => reader.animatedPreview(id));
        return SENT;
      },
      { queue: queues.decode },
    ),
  ];
}

/** Sends an image, or that the client has it. */
async function sendCached(
  response: Response,
  { contentHash, v, tag }: { contentHash: string; v: string | undefined; tag: string },
  make: () => Promise<ImageBytes>,
): Promise<void> {
  // Without the hash the same address may soon mean another library's photo: the client revalidates by ETag.
  const age = v === contentHash ? `max-age=${ONE_YEAR_SECONDS}, immutable` : 'max-age=0';
  response.set({ 'Cache-Control': `private, ${age}`, ETag: `"${tag}"` });
  if (response.req.fresh) {
    response.status(304).end();
    return;
  }
  const { bytes, mediaType } = await make();
  response.set('Content-Type', mediaType).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** AVIF only for clients that name it: `*` and `image/*` are also sent by clients that cannot show it. */
function pickFormat(request: Request): 'webp' | 'avif' {
  return /image\/avif(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers.accept ?? '') ? 'avif' : 'webp';
}
