import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { listSharedRoots } from '../../../indexer/scan/shared-roots.js';
import type { SpaceRow } from '../../../model/space.js';
import { spaceSetting } from '../../../store/records.js';
import type { KeyRow } from '../../../store/tables/key-table.js';
import type { Client, Database } from '../../../vectors/engines/pgvector/database.js';
import type { LibraryCore } from '../../core.js';
import { embeddingTable, WRITE_LOCK } from '../schema.js';
import { type PublishedRoot, type RowContext, toRootId } from './to-rows.js';

/** A tag, and what it is grouped by. */
export interface TagTerm {
  name: string;
  group: string;
}

/** All that is published of a library beside its contents. */
interface Header {
  libraryId: string;
  /** Given by the user. */
  name: string | undefined;
  keys: Omit<KeyRow, 'lastUsedAtMs'>[];
  terms: readonly TagTerm[];
  roots: PublishedRoot[];
  spaces: (SpaceRow & { background: string | null; calibration: string | null })[];
}

/**
 * Sends what concerns the whole library, where it has changed.
 * @returns the name of the library there, and what its rows depend on
 */
export async function registerLibrary(
  { catalogue, path }: LibraryCore,
  database: Database,
  given: { libraryId: string; name: string | undefined; keys: boolean; terms: readonly TagTerm[] },
): Promise<{ name: string; context: RowContext }> {
  const { libraryId } = given;
  const header: Header = {
    ...given,
    keys: given.keys ? catalogue.keys.list().map(({ lastUsedAtMs: _, ...key }) => key) : [],
    roots: listRoots(catalogue, libraryId),
    spaces: catalogue.spaces
      .list()
      .filter(({ subject }) => subject === 'whole')
      .map((space) => ({
        ...space,
        background: catalogue.getSetting(spaceSetting('background', space.id)) ?? null,
        calibration: catalogue.getSetting(spaceSetting('calibration', space.id)) ?? null,
      })),
  };
  const stamp = createHash('sha256').update(JSON.stringify(header)).digest('base64url');
  const read = async () => {
    const [row] = await database.query<{ name: string; header: string | null }>(
      'SELECT name, header FROM photoseek.library WHERE id = $1',
      [libraryId],
    );
    return row;
  };
  let known = await read();
  if (known?.header !== stamp) {
    await database.transact(async (client) => {
      await writeHeader(client, header, nameLibrary(path));
      await client.query('UPDATE photoseek.library SET header = $2 WHERE id = $1', [libraryId, stamp]);
    }, WRITE_LOCK);
    known = await read();
  }
  const rows = await database.query<{ local: number; id: number; dim: number }>(
    `SELECT local_id AS local, space_id AS id, dim FROM photoseek.library_space JOIN photoseek.space ON space.id = space_id
     WHERE library_id = $1 ORDER BY local_id`,
    [libraryId],
  );
  const spaces = new Map(rows.map(({ local, id, dim }) => [local, { id, dim }]));
  const isManaged = (file: string) => catalogue.isManaged(file);
  return { name: known?.name ?? '', context: { libraryId, roots: header.roots, spaces, isManaged } };
}

/** One that is shared with other libraries has its own id. */
function listRoots(catalogue: LibraryCore['catalogue'], libraryId: string): PublishedRoot[] {
  const shared = new Map(listSharedRoots(catalogue).map((root) => [root.path, root]));
  return catalogue.listRoots().map(({ path }) => ({
    ...{ id: toRootId(libraryId, path), path, publishedAs: path },
    ...{ ...shared.get(path), isShared: shared.has(path) },
  }));
}

async function writeHeader(client: Client, header: Header, name: string): Promise<void> {
  const { libraryId, terms, roots, spaces } = header;
  await client.query(
    `INSERT INTO photoseek.library (id, name) VALUES ($1, coalesce($2, $3)) ON CONFLICT (id) DO UPDATE SET name = coalesce($2, library.name)`,
    [libraryId, header.name ?? null, name],
  );
  // Without being asked for, none: those that were sent before go.
  await client.query('DELETE FROM photoseek.api_key WHERE library_id = $1', [libraryId]);
  for (const { id, name, hash, scopes, folder, createdAtMs, revokedAtMs } of header.keys)
    await client.query('INSERT INTO photoseek.api_key VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
      ...[libraryId, id, name, hash, scopes, folder, createdAtMs, revokedAtMs],
    ]);
  await client.query('DELETE FROM photoseek.tag_term WHERE library_id = $1', [libraryId]);
  await client.query(
    `INSERT INTO photoseek.tag_term (library_id, name, grouping) SELECT $1, name, grouping FROM unnest($2::text[], $3::text[]) AS given (name, grouping)
     ON CONFLICT DO NOTHING`,
    [libraryId, terms.map(({ name }) => name), terms.map(({ group }) => group)],
  );
  await client.query('DELETE FROM photoseek.root WHERE library_id = $1', [libraryId]);
  await client.query(
    'INSERT INTO photoseek.root (library_id, id, path) SELECT $1, id, path FROM unnest($2::text[], $3::text[]) AS given (id, path) ON CONFLICT (id) DO NOTHING',
    [libraryId, roots.map(({ id }) => id), roots.map(({ publishedAs }) => publishedAs)],
  );
  await client.query('DELETE FROM photoseek.library_space WHERE library_id = $1 AND local_id <> ALL ($2)', [
    libraryId,
    spaces.map(({ id }) => id),
  ]);
  for (const space of spaces) await writeSpace(client, libraryId, space);
}

async function writeSpace(client: Client, libraryId: string, space: Header['spaces'][number]): Promise<void> {
  const { id, name, revision, dtype, dim, subject, state, background, calibration } = space;
  await client.query(
    'INSERT INTO photoseek.space (name, revision, dtype, dim, subject) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [name, revision, dtype, dim, subject],
  );
  const { rows } = await client.query(
    'SELECT id FROM photoseek.space WHERE revision = $1 AND dtype = $2 AND dim = $3 AND subject = $4',
    [revision, dtype, dim, subject],
  );
  const spaceId = rows[0].id as number;
  const table = embeddingTable(spaceId);
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE,
       ordinal integer NOT NULL, v halfvec(${Number(dim)}) NOT NULL, UNIQUE (content_id, ordinal))`,
  );
  // Vectors within the row: read for each comparison, they must not lie elsewhere.
  await client.query(`ALTER TABLE ${table} ALTER COLUMN v SET STORAGE PLAIN`);
  await client.query(
    `INSERT INTO photoseek.library_space (library_id, space_id, local_id, state, background, calibration) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (library_id, space_id) DO UPDATE SET local_id = $3, state = $4, background = $5, calibration = $6`,
    [libraryId, spaceId, id, state, background, calibration],
  );
}

/** The folder that a library lies in says more than the name of its own. */
function nameLibrary(path: string): string {
  const name = basename(path);
  return name.startsWith('.') || name === 'photoseek' ? basename(dirname(path)) || name : name;
}
