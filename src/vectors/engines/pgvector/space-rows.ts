import type { PoolClient } from 'pg';
import { PhotoseekError } from '../../../errors.js';
import type { Cursor, SpaceIdentity } from '../../port.js';
import type { Database } from './database.js';

/** Number of the advisory lock under which tables are made: `CREATE … IF NOT EXISTS` of two connections at a time fails. */
const LOCK = 7_450_213;

/** A space of a library in the database: how far its table has come. */
export interface SpaceState {
  id: number;
  cursor: Cursor | undefined;
  size: number;
  /** Rows that were removed since the graph was built. */
  dead: number;
}

interface SpaceRow {
  id: number;
  lastVectorId: string | null;
  lastRemovedSeq: string | null;
  size: string;
  dead: string;
}

const COLUMNS = 'id, last_vector_id AS "lastVectorId", last_removed_seq AS "lastRemovedSeq", size, dead';

const SELECT_SPACE = `SELECT ${COLUMNS} FROM photoseek.vector_space WHERE library_id = $1 AND space = $2 AND dim = $3`;

/** The table of a space. Ids are numbers of the database's own, so the name needs no quotes. */
export function tableOf(spaceId: number): string {
  return `photoseek.vector_${spaceId}`;
}

export function graphOf(spaceId: number): string {
  return `vector_${spaceId}_graph`;
}

/** The state of a space, whose table is made where it is missing. */
export async function ensureSpace(database: Database, identity: SpaceIdentity): Promise<SpaceState> {
  const known = await findSpace(database, identity);
  if (known !== undefined) return known;
  return database.transact(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS photoseek');
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
    // A removed vector leaves its row without one: it must not come back. VACUUM would rebuild the graph row by row.
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${tableOf(state.id)} (id bigint PRIMARY KEY, v halfvec(${Number(dim)}))
       WITH (autovacuum_enabled = off)`,
    );
    // Vectors within the row: read for each comparison, they must not lie elsewhere.
    await client.query(`ALTER TABLE ${tableOf(state.id)} ALTER COLUMN v SET STORAGE PLAIN`);
    return state;
  });
}

/** `undefined`: the database does not hold the space. */
export async function findSpace(
  database: Database,
  { libraryId, space, dim }: SpaceIdentity,
): Promise<SpaceState | undefined> {
  const [there] = await database.query<{ there: string | null }>(
    "SELECT to_regclass('photoseek.vector_space')::text AS there",
  );
  if (there?.there == null) return undefined;
  const [row] = await database.query<SpaceRow>(SELECT_SPACE, [libraryId, space, dim]);
  return row && toState(row);
}

/** Locks the row: other writers of this space wait until the transaction ends. */
export async function lockSpace(client: PoolClient, spaceId: number): Promise<SpaceState> {
  const { rows } = await client.query<SpaceRow>(
    `SELECT ${COLUMNS} FROM photoseek.vector_space WHERE id = $1 FOR UPDATE`,
    [spaceId],
  );
  return toState(rows[0]);
}

export async function writeState(client: PoolClient, { id, cursor, size, dead }: SpaceState): Promise<void> {
  await client.query(
    'UPDATE photoseek.vector_space SET last_vector_id = $2, last_removed_seq = $3, size = $4, dead = $5 WHERE id = $1',
    [id, cursor?.lastVectorId ?? null, cursor?.lastRemovedSeq ?? null, size, dead],
  );
}

/** Numbers of 64 bits come as text. */
function toState(row: SpaceRow | undefined): SpaceState {
  if (row === undefined)
    throw new PhotoseekError('engine-failed', 'The space is no longer in the database: its row was deleted.', {
      hint: 'Open the library again: its vectors are sent anew.',
    });
  const { id, lastVectorId, lastRemovedSeq, size, dead } = row;
  const cursor =
    lastVectorId === null || lastRemovedSeq === null
      ? undefined
      : { lastVectorId: toCount(lastVectorId), lastRemovedSeq: toCount(lastRemovedSeq) };
  return { id: toCount(id), cursor, size: toCount(size), dead: toCount(dead) };
}

/** @throws PhotoseekError `engine-failed`: a database may hold anything */
function toCount(value: string | number): number {
  const count = Number(value);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new PhotoseekError('engine-failed', `The database must hold a count, got ${JSON.stringify(value)}.`);
}
