import type { Request } from 'express';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { sendCached } from '../shared/send-cached.js';
import * as operations from './operation.js';

/** Index runs store thumbnails of this edge, as WebP: another format would be made of the original, which takes a hundred times as long. */
const STORED_EDGE = 320;

/** Small images of photos. */
export function makeThumbnailRoutes({ queues }: ServerContext): Route[] {
  return [
    route(
      operations.getThumbnail,
      async ({ params: { id }, query: { edge, format, frame, v }, reader, request, response }) => {
        const contentHash = await reader.contentHash(id);
        const chosen = format ?? (edge <= STORED_EDGE ? 'webp' : pickFormat(request));
        const place = frame === undefined ? '' : `-${frame}`;
        response.vary('Accept');
        await sendCached(
          response,
          { isPinned: v === contentHash, tag: `${contentHash}${place}-${edge}-${chosen}` },
          () => reader.thumbnail(id, edge, chosen, ...(frame === undefined ? [] : [frame])),
        );
        return SENT;
      },
      { queue: queues.decode },
    ),
    route(
      operations.getPreview,
      async ({ params: { id }, query: { v }, reader, response }) => {
        const contentHash = await reader.contentHash(id);
        await sendCached(response, { isPinned: v === contentHash, tag: `${contentHash}-preview` }, () =>
          reader.animatedPreview(id),
        );
        return SENT;
      },
      { queue: queues.decode },
    ),
  ];
}

/** AVIF only for clients that name it: `*` and `image/*` are also sent by clients that cannot show it. */
function pickFormat(request: Request): 'webp' | 'avif' {
  return /image\/avif(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers.accept ?? '') ? 'avif' : 'webp';
}
