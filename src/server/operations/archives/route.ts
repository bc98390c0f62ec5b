import { type Route, route, SENT } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { Archives } from '../../archives/archives.js';
import { findFiles, sendArchive } from '../../archives/send-archive.js';
import * as operations from './operation.js';

/** Photos as one file. */
export function makeArchiveRoutes({ basePath }: ServerContext): Route[] {
  const archives = new Archives();
  return [
    route(operations.createArchive, async ({ body: { ids }, reader, identity, response }) => {
      const photoIds = [...new Set(ids)];
      const { files, missing } = await findFiles(reader, photoIds);
      const { id, expiresAtMs } = archives.add(photoIds, identity.key?.id ?? null);
      const download = `${basePath}/api/v1/archives/${id}`;
      response.location(download);
      const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
      return { id, files: files.length, sizeBytes, missing, expiresAtMs, links: { download } };
    }),
    route(
      operations.getArchive,
      async ({ params: { id }, reader, identity, response }) => {
        const { files } = await findFiles(reader, archives.listPhotoIds(id, identity.key?.id ?? null));
        await sendArchive(response, files);
        return SENT;
      },
      // As many photos as there are take as long as they take.
      { timeLimitMs: null },
    ),
  ];
}
