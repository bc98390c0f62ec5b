import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { addLinks } from '../add-links.js';
import { type Route, route, SENT } from '../app/make-router.js';
import type { ServerContext } from '../app/server-context.js';
import * as operations from '../operations/photos.js';
import { sendOriginal } from '../send-original.js';

const ONE_YEAR_SECONDS = 31_536_000;

/** Duplicates of a large library are compared anew when photos were added. */
const DUPLICATES_LIMIT_MS = 120_000;

/** Metadata, thumbnails and files of photos, and what there is in all. */
export function makePhotoRoutes({ queues }: ServerContext): Route[] {
  return [
    route(operations.getPhoto, async ({ params: { id }, reader }) => {
      const photo = await reader.photo(id);
      return { ...addLinks(photo), tags: await reader.tagsOf(id) };
    }),
    route(
      operations.getThumbnail,
      async ({ params: { id }, query: { edge, format, v }, reader, request, response }) => {
        const { bytes, mediaType } = await reader.thumbnail(id, edge, format ?? pickFormat(request));
        // Without the token the same address may soon mean another library's photo: ask again each time (the ETag answers).
        const keep = v === undefined ? 'max-age=0' : `max-age=${ONE_YEAR_SECONDS}, immutable`;
        response.set({
          'Content-Type': mediaType,
          'Cache-Control': `private, ${keep}`,
          ETag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
          Vary: 'Accept',
        });
        response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        return SENT;
      },
      { queue: queues.picture },
    ),
    route(
      operations.getOriginal,
      async ({ params: { id }, reader, response }) => {
        await sendOriginal(response, await reader.original(id));
        return SENT;
      },
      // A large file over a slow line.
      { timeLimitMs: null },
    ),
    route(
      operations.listDuplicates,
      async ({ query: { kinds, filters, limit, offset }, reader, signal }) => {
        const groups = await reader.duplicates({
          signal,
          ...(kinds === undefined ? {} : { kinds }),
          ...(filters === undefined ? {} : { filters }),
        });
        const page = groups.slice(offset, offset + limit).map((group) => ({
          ...group,
          members: group.members.map((member) => ({ ...member, photo: addLinks(member.photo) })),
        }));
        const reclaimableBytes = groups.reduce((sum, group) => sum + group.reclaimableBytes, 0);
        return { total: groups.length, reclaimableBytes, groups: page };
      },
      { queue: queues.search, timeLimitMs: DUPLICATES_LIMIT_MS },
    ),
    route(operations.listTags, async ({ reader }) => ({ tags: await reader.tags() }), { queue: queues.search }),
    route(operations.getStats, ({ reader }) => reader.stats()),
  ];
}

/** AVIF only for those who name it: `*` and `image/*` are also sent by what cannot show it. */
function pickFormat(request: Request): 'webp' | 'avif' {
  return /image\/avif(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers.accept ?? '') ? 'avif' : 'webp';
}
