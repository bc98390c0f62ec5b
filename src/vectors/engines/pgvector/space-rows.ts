import type { PoolClient } from 'pg';
import { PhotoseekError } from '../../../errors.js';
import type { Cursor, SpaceIdentity } from '../../port.js';
import type { Database } from './database.js';
import { REBUILD_HINT } from './database-errors.js';
import { dropTable, makeTable } from './space-table.js';

/** Number of the advisory lock under which tables are made: `CREATE … IF NOT EXISTS` of two connections at a time fails. */
const LOCK = 7_450_213;

/** A space of a library in the database: how far its table has come. */
export interface SpaceState {
  id: number;
  cursor: Cursor | undefined;
  size: number;
  /** Rows that were removed since the graph was built. */
  dead: number;
  /** Whether a graph is there that searches can use: one whose build was interrupted is not. */
  hasGraph: boolean;
}

interface SpaceRow {
  id: unknown;
  lastVectorId: unknown;
  lastRemovedSeq: unknown;
  size: unknown;
  dead: unknown;
  hasGraph: unknown;
}

const SELECT = `SELECT id, last_vector_id AS "lastVectorId", last_removed_seq AS "lastRemovedSeq", size, dead, EXISTS (
    SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'photoseek' AND relname = 'vector_' || vector_space.id || '_graph' AND indisvalid) AS "hasGraph"
  FROM photoseek.vector_space`;

const SELECT_SPACE = `${SELECT} WHERE library_id = $1 AND space = $2 AND dim = $3`;

/** The state of a space, whose table is made where it is missing. */
export async function ensureSpace(database: Database, identity: SpaceIdentity): Promise<SpaceState> {
  const known = await findSpace(database, identity);
  if (known !== undefined) return known;
  return database.transact(async (client) => {
    // Who may not make schemas may not ask for one that is there, either.
    const { rows } = await client.query("SELECT to_regnamespace('photoseek') IS NULL AS missing");
    if (rows[0]?.missing === true) await client.query('CREATE SCHEMA photoseek');
    await client.query(
      `CREATE TABLE IF NOT EXISTS photoseek.vector_space (
         id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, library_id text NOT NULL, space text NOT NULL, dim integer NOT NULL,
         last_vector_id bigint, last_removed_seq bigint, size bigint NOT NULL DEFAULT 0, dead bigint NOT NULL DEFAULT 0,
         UNIQUE (library_id, space, dim))`,
    );
    const { libraryId, space, dim } = identity;
    await client.query(
      'INSERT INTO photoseek.vector_space (library_id, space, dim) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [libraryId, space, dim],
    );
    const state = toState((await client.query<SpaceRow>(SELECT_SPACE, [libraryId, space, dim])).rows[0]);
    await makeTable(client, state.id, dim);
    return state;
  }, LOCK);
}

/** `undefined`: the database does not hold the space. */
export async function findSpace(
  database: Database,
  { libraryId, space, dim }: SpaceIdentity,
): Promise<SpaceState | undefined> {
  if (!(await hasSpaces(database))) return undefined;
  const [row] = await database.query<SpaceRow>(SELECT_SPACE, [libraryId, space, dim]);
  return row && toState(row);
}

/** Deletes spaces of a library and their tables. Other libraries may use the same database. @returns how many they were */
export async function dropSpaces(
  database: Database,
  libraryId: string,
  isDropped: (space: { space: string; dim: number }) => boolean,
): Promise<number> {
  if (!(await hasSpaces(database))) return 0;
  return database.transact(async (client) => {
    const { rows } = await client.query<{ id: number; space: string; dim: number }>(
      'SELECT id, space, dim FROM photoseek.vector_space WHERE library_id = $1 FOR UPDATE',
      [libraryId],
    );
    const dropped = rows.filter(isDropped);
    for (const { id } of dropped) {
      await dropTable(client, toCount(id));
      await client.query('DELETE FROM photoseek.vector_space WHERE id = $1', [id]);
    }
    return dropped.length;
  });
}

/** @throws PhotoseekError `graph-invalid` where the space is no longer there */
export async function readState(database: Database, client: PoolClient, spaceId: number): Promise<SpaceState> {
  const [row] = await database.queryAtMost<SpaceRow>(client, 1, `${SELECT} WHERE id = $1`, [spaceId]);
  return toState(row);
}

/** Locks the row: other writers of this space wait until the transaction ends. @throws PhotoseekError `graph-invalid` */
export async function lockSpace(client: PoolClient, spaceId: number): Promise<SpaceState> {
  return toState((await client.query<SpaceRow>(`${SELECT} WHERE id = $1 FOR UPDATE`, [spaceId])).rows[0]);
}

export async function writeState(client: PoolClient, { id, cursor, size, dead }: SpaceState): Promise<void> {
  await client.query(
    'UPDATE photoseek.vector_space SET last_vector_id = $2, last_removed_seq = $3, size = $4, dead = $5 WHERE id = $1',
    [id, cursor?.lastVectorId ?? null, cursor?.lastRemovedSeq ?? null, size, dead],
  );
}

async function hasSpaces(database: Database): Promise<boolean> {
  const [row] = await database.query<{ there: boolean }>(
    "SELECT to_regclass('photoseek.vector_space') IS NOT NULL AS there",
  );
  return row?.there === true;
}

function toState(row: SpaceRow | undefined): SpaceState {
  if (row === undefined)
    throw new PhotoseekError('graph-invalid', 'Another process has deleted the vectors of the space in the database.');
  const { lastVectorId, lastRemovedSeq } = row;
  const cursor =
    lastVectorId === null || lastRemovedSeq === null
      ? undefined
      : { lastVectorId: toCount(lastVectorId), lastRemovedSeq: toCount(lastRemovedSeq) };
  const [id, size, dead] = [toCount(row.id), toCount(row.size), toCount(row.dead)];
  return { id, cursor, size, dead, hasGraph: row.hasGraph === true };
}

/**
 * Numbers of 64 bits come as text.
 * @throws PhotoseekError `engine-failed`: a database may hold anything
 */
function toCount(value: unknown): number {
  const count = value === null || value === '' ? Number.NaN : Number(value);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new PhotoseekError('engine-failed', `The database must hold a count, got ${JSON.stringify(value)}.`, {
    hint: REBUILD_HINT,
  });
}
