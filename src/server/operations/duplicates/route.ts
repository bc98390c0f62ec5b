import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { addLinks } from '../shared/links.js';
import * as operations from './operation.js';

/** Duplicates of a large library are compared again when photos were added, and read when their bytes are to be compared. */
const TIME_LIMIT_MS = 15 * 60_000;

/** Groups of duplicates. */
export function makeDuplicateRoutes({ queues, basePath }: ServerContext): Route[] {
  return [
    route(
      operations.listDuplicates,
      async ({ query: { kinds, filters, compareBytes, limit, offset }, reader, signal }) => {
        const groups = await reader.duplicates({
          signal,
          ...(kinds === undefined ? {} : { kinds }),
          ...(filters === undefined ? {} : { filters }),
          ...(compareBytes === undefined ? {} : { compareBytes }),
        });
        const page = groups.slice(offset, offset + limit).map((group) => ({
          ...group,
          members: group.members.map((member) => ({ ...member, photo: addLinks(member.photo, basePath) })),
        }));
        const reclaimableBytes = groups.reduce((sum, group) => sum + group.reclaimableBytes, 0);
        return { total: groups.length, reclaimableBytes, groups: page };
      },
      { queue: queues.search, timeLimitMs: TIME_LIMIT_MS },
    ),
  ];
}
