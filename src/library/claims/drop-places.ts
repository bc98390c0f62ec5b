import type { Client } from '../../vectors/engines/pgvector/database.js';
import { addTextTokens } from '../published/publish/token-counts.js';
import { dropUnheld } from '../published/publish/write-batch.js';
import { noteChange } from '../published/schema.js';
import { countRemoved, REMOVED_FILE, type RemovedFile, releaseContents } from './release-contents.js';

/** Files of a shared root are published no more, whoever had them. Within a transaction that holds the lock of writers. */
export async function dropPlaces(client: Client, rootId: string, paths: readonly string[]): Promise<void> {
  const { rows } = await client.query(
    `DELETE FROM photoseek.file WHERE root_id = $1 AND relative_path = ANY ($2) RETURNING ${REMOVED_FILE}`,
    [rootId, paths],
  );
  const removed = rows as RemovedFile[];
  await countRemoved(client, removed);
  await addTextTokens(client, await dropUnheld(client, await releaseContents(client, removed)));
  await noteChange(client);
}
