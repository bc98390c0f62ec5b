import { Database } from '../../../vectors/engines/pgvector/database.js';
import type { LibraryCore } from '../../core.js';
import { toVectorSource } from '../../spaces/vector-source.js';
import { checkSchema, dropSchema, noteChange, WRITE_LOCK } from '../schema.js';
import { openThumbnailStore } from '../thumbnails/open-store.js';
import { removeUnheldThumbnails } from './copy-thumbnails.js';
import { addTextTokens } from './token-counts.js';
import type { UnpublishOptions } from './types.js';
import { dropUnheld } from './write-batch.js';

/** Contents that are removed by one transaction. */
const BATCH = 1000;

/**
 * Removes the library from the database, and with the last one the tables.
 * @returns how many photos it had there
 */
export async function unpublishLibrary(
  core: LibraryCore,
  url: string,
  { thumbnails }: UnpublishOptions,
): Promise<number> {
  const { libraryId } = toVectorSource(core.catalogue, core.model).identity;
  const store = thumbnails === undefined ? undefined : await openThumbnailStore(thumbnails, 'write');
  const database = await Database.open(url).catch((error) => {
    store?.close();
    throw error;
  });
  try {
    if ((await checkSchema(database)) === undefined) return 0;
    let removed = 0;
    for (let isDone = false; !isDone; ) {
      const count = await removeSome(database, libraryId);
      removed += count;
      isDone = count === 0;
    }
    await database.query('DELETE FROM photoseek.library WHERE id = $1', [libraryId]);
    if (store !== undefined) await removeUnheldThumbnails(database, store);
    const [row] = await database.query<{ others: string }>('SELECT count(*) AS others FROM photoseek.library');
    if (Number(row?.others) === 0) await dropSchema(database);
    return removed;
  } finally {
    store?.close();
    await database.close();
  }
}

async function removeSome(database: Database, libraryId: string): Promise<number> {
  return database.transact(async (client) => {
    const { rows } = await client.query(
      `DELETE FROM photoseek.holding WHERE library_id = $1 AND local_id IN
         (SELECT local_id FROM photoseek.holding WHERE library_id = $1 ORDER BY local_id LIMIT ${BATCH}) RETURNING local_id AS local, content_id AS id`,
      [libraryId],
    );
    await client.query('DELETE FROM photoseek.file WHERE library_id = $1 AND local_content_id = ANY ($2::bigint[])', [
      libraryId,
      rows.map(({ local }) => local),
    ]);
    await addTextTokens(
      client,
      await dropUnheld(
        client,
        rows.map(({ id }) => id),
      ),
    );
    await noteChange(client);
    return rows.length;
  }, WRITE_LOCK);
}
