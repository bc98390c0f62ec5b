import type { Client } from '../../vectors/engines/pgvector/database.js';
import { countRemoved, REMOVED_FILE, type RemovedFile, releaseContents } from './release-contents.js';

/**
 * Of a shared root, each file is published by the library that owns it, and by no other: one that was thought dead, and goes on, changes nothing. Call it
 * within the transaction that has written files of a library.
 * @returns ids of contents that a library has no more
 */
export async function keepOwnersOnly(
  client: Client,
  libraryId: string,
  rootIds: readonly string[],
  contentIds: readonly number[],
): Promise<string[]> {
  if (rootIds.length === 0 || contentIds.length === 0) return [];
  const values = [libraryId, rootIds, contentIds];
  const isClaimed = 'IN (SELECT id FROM photoseek.claim_root)';
  const own = await client.query(
    `DELETE FROM photoseek.file WHERE library_id = $1 AND root_id = ANY ($2) AND local_content_id = ANY ($3) AND root_id ${isClaimed} AND NOT EXISTS
       (SELECT 1 FROM photoseek.claim WHERE claim.root_id = file.root_id AND claim.path = file.relative_path AND claim.owner = $1)
     RETURNING ${REMOVED_FILE}`,
    values,
  );
  const others = await client.query(
    `DELETE FROM photoseek.file USING photoseek.file AS own WHERE own.library_id = $1 AND own.root_id = ANY ($2) AND own.local_content_id = ANY ($3)
       AND own.root_id ${isClaimed} AND file.root_id = own.root_id AND file.relative_path = own.relative_path AND file.library_id <> $1
     RETURNING ${REMOVED_FILE}`,
    values,
  );
  const removed = [...own.rows, ...others.rows] as RemovedFile[];
  await countRemoved(client, removed);
  return releaseContents(client, removed);
}
