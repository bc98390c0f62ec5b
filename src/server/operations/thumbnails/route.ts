import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import * as operations from './operation.js';

const ONE_YEAR_SECONDS = 31_536_000;

/** Small images of photos. */
export function makeThumbnailRoutes({ queues }: ServerContext): Route[] {
  return [
    route(
      operations.getThumbnail,
      async ({ params: { id }, query: { edge, format, v }, reader, request, response }) => {
        const { bytes, mediaType } = await reader.thumbnail(id, edge, format ?? pickFormat(request));
        // Without the token the same address may soon mean another library's photo: the client revalidates by ETag.
        const age = v === undefined ? 'max-age=0' : `max-age=${ONE_YEAR_SECONDS}, immutable`;
        response.set({
          'Content-Type': mediaType,
          'Cache-Control': `private, ${age}`,
          ETag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
          Vary: 'Accept',
        });
        response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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
