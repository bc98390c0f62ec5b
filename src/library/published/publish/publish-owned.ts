import { createHash } from 'node:crypto';
import type { Client } from '../../../vectors/engines/pgvector/database.js';
import type { LibraryCore } from '../../core.js';
import { listRoots } from '../../roots.js';
import { toJson } from './to-json.js';
import { type RowContext, toPublishedPath } from './to-rows.js';

/** Rows of one statement: some hundred kilobytes. */
const CHUNK = 1000;

/** Facts that the machine of a library alone knows: see `owner-tables.ts`. */
export interface Owned {
  roots: object[];
  failures: object[];
  /** Another one when any of it is another. */
  stamp: string;
}

/** Looks whether the roots are there, and lists files that failed. */
export async function readOwned(core: LibraryCore, { roots: published }: RowContext): Promise<Owned> {
  const ids = new Map(published.map(({ path, id }) => [path, id]));
  const roots = (await listRoots(core)).flatMap((root) => {
    const { path, pathBytes: _, files: __, failed: ___, addedAtMs, isMissing, movedTo, ...rules } = root;
    const id = ids.get(path);
    if (id === undefined) return [];
    const place = { id, path: toPublishedPath(path, published), moved_to: movedTo };
    return [{ ...place, rules: JSON.stringify(rules), added_at_ms: addedAtMs, is_missing: isMissing }];
  });
  const failures = core.catalogue.files
    .listFailures()
    .map(({ path, ...failure }) => ({ path: toPublishedPath(path, published), ...failure }));
  const stamp = createHash('sha256')
    .update(JSON.stringify([roots, failures]))
    .digest('base64url');
  return { roots, failures, stamp };
}

/** Writes it, where it is not what is there. Within a transaction that holds the lock of writers. */
export async function writeOwned(client: Client, libraryId: string, owned: Owned): Promise<void> {
  const { rows } = await client.query('SELECT owned FROM photoseek.library WHERE id = $1 FOR UPDATE', [libraryId]);
  if (rows.length === 0 || rows[0]?.owned === owned.stamp) return;
  const put = async (table: string, columns: string, given: readonly object[]) => {
    await client.query(`DELETE FROM photoseek.${table} WHERE library_id = $1`, [libraryId]);
    const names = columns.replace(/ (text|float8|bool)/g, '');
    for (let at = 0; at < given.length; at += CHUNK)
      await client.query(
        `INSERT INTO photoseek.${table} (library_id, ${names}) SELECT $1, ${names} FROM jsonb_to_recordset($2) AS given (${columns}) ON CONFLICT DO NOTHING`,
        [libraryId, toJson(given.slice(at, at + CHUNK))],
      );
  };
  await put(
    'library_root',
    'id text, path text, rules text, added_at_ms float8, is_missing bool, moved_to text',
    owned.roots,
  );
  await put('failure', 'path text, code text, message text', owned.failures);
  await client.query('UPDATE photoseek.library SET owned = $2 WHERE id = $1', [libraryId, owned.stamp]);
}
