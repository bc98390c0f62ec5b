import type { Request } from 'express';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { ONE_YEAR_SECONDS } from '../shared/links.js';
import * as operations from './operation.js';

/** Small images of photos. */
export function makeThumbnailRoutes({ queues }: ServerContext): Route[] {
  return [
    route(
      operations.getThumbnail,
      async ({ params: { id }, query: { edge, format, v }, reader, request, response }) => {
        const contentHash = await reader.contentHash(id);
        const chosen = format ?? pickFormat(request);
        // Without the hash the same address may soon mean another library's photo: the client revalidates by ETag.
        const age = v === contentHash ? `max-age=${ONE_YEAR_SECONDS}, immutable` : 'max-age=0';
        response.set({
          'Cache-Control': `private, ${age}`,
          ETag: `"${contentHash}-${edge}-${chosen}"`,
          Vary: 'Accept',
        });
        if (request.fresh) {
          response.status(304).end();
          return SENT;
        }
        const { bytes, mediaType } = await reader.thumbnail(id, edge, chosen);
        response.set('Content-Type', mediaType).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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
