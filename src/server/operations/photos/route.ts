import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { addLinks } from '../shared/links.js';
import * as operations from './operation.js';
import { sendFull } from './send-full.js';
import { sendMotion } from './send-motion.js';
import { sendOriginal } from './send-original.js';

/** Metadata and files of photos. */
export function makePhotoRoutes({ basePath, queues }: ServerContext): Route[] {
  return [
    route(operations.getPhoto, async ({ params: { id }, reader }) => {
      const photo = await reader.photo(id);
      return { ...addLinks(photo, basePath), tags: await reader.tagsOf(id) };
    }),
    route(operations.getFrames, async ({ params: { id }, reader }) => {
      const [photo, frames] = [await reader.photo(id), await reader.frames(id)];
      const toLinks = (frame: number) => {
        const { thumbnail, full } = addLinks(photo, basePath, frame).links;
        return { thumbnail, full };
      };
      return { frames: frames.map((frame) => ({ ...frame, links: toLinks(frame.ordinal) })) };
    }),
    route(operations.getRegions, async ({ params: { id }, query: { frame }, reader }) => {
      return { regions: await reader.regions(id, frame) };
    }),
    route(
      operations.getWhere,
      async ({ params: { id }, query: { q, frame, language }, reader, signal }) =>
        reader.where(id, q, { ...(frame !== undefined && { frame }), ...(language && { language }), signal }),
      { queue: queues.embed },
    ),
    route(
      operations.getFull,
      async ({ params: { id }, query: { frame, v }, reader, signal, response }) => {
        await sendFull(response, { id, frame, v, reader, queue: queues.full, signal });
        return SENT;
      },
      { timeLimitMs: null },
    ),
    route(
      operations.getMotion,
      async ({ params: { id }, reader, response }) => {
        await sendMotion(response, await reader.motion(id));
        return SENT;
      },
      { timeLimitMs: null },
    ),
    route(
      operations.getOriginal,
      async ({ params: { id }, reader, response }) => {
        await sendOriginal(response, await reader.original(id));
        return SENT;
      },
      // A large file over a slow connection takes as long as it takes.
      { timeLimitMs: null },
    ),
  ];
}
