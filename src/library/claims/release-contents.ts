import type { Client } from '../../vectors/engines/pgvector/database.js';

/** A file that is published no more. */
export interface RemovedFile {
  library: string;
  /** The id of its content in the library. */
  local: string;
  tokens: number;
  /** It has metadata, and is counted. */
  known: boolean;
}

/** Columns that {@link releaseContents} needs of removed rows. */
export const REMOVED_FILE =
  'file.library_id AS library, file.local_content_id AS local, file.tokens, file.metadata IS NOT NULL AS known';

/**
 * Libraries whose files were removed have a content no more, unless they have other files of it; then the next full comparison sends it again.
 * @returns ids of contents that a library has no more
 */
export async function releaseContents(client: Client, removed: readonly RemovedFile[]): Promise<string[]> {
  if (removed.length === 0) return [];
  const values = [removed.map(({ library }) => library), removed.map(({ local }) => local)];
  const given = 'unnest($1::text[], $2::bigint[]) AS given (library, local)';
  const same = 'library_id = given.library AND local_id = given.local';
  const { rows } = await client.query(
    `DELETE FROM photoseek.holding USING ${given} WHERE ${same} AND NOT EXISTS
       (SELECT 1 FROM photoseek.file WHERE file.library_id = given.library AND file.local_content_id = given.local) RETURNING content_id AS id`,
    values,
  );
  await client.query(`UPDATE photoseek.holding SET digest = '' FROM ${given} WHERE ${same}`, values);
  return rows.map(({ id }) => id as string);
}

/** Takes removed files from the counts of their libraries, which words are weighed by. */
export async function countRemoved(client: Client, removed: readonly RemovedFile[]): Promise<void> {
  const known = removed.filter((file) => file.known);
  if (known.length === 0) return;
  await client.query(
    `UPDATE photoseek.library SET files = library.files - given.files, tokens = library.tokens - given.tokens
     FROM (SELECT library, count(*) AS files, sum(tokens) AS tokens FROM unnest($1::text[], $2::bigint[]) AS removed (library, tokens) GROUP BY library) AS given
     WHERE library.id = given.library`,
    [known.map(({ library }) => library), known.map(({ tokens }) => tokens)],
  );
}
