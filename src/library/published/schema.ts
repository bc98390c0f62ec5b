import { PhotoseekError } from '../../errors.js';
import type { Client, Database } from '../../vectors/engines/pgvector/database.js';
import { OWNER_COLUMNS } from './owner-tables.js';
import { INDEXES, ORDER_STEP, PHOTO_VIEW, TABLES, toCreateIndex, toCreateTable, UPGRADES } from './tables.js';

/**
 * Version of the tables below. A newer one is refused: its rows may mean something else. Older ones are read as they are, and brought up to date by the next
 * process that publishes: so servers are replaced first, and indexing machines after them.
 */
export const PUBLISHED_SCHEMA = 6;

/** The version from which on the order of photos has indexes. */
export const PAGES_FROM = 5;

/** The version from which on there is what the machines of the libraries alone know: roots, failed files, confirmed faces, groups of like photos. */
export const OWNED_FROM = 6;

/** Numbers of advisory locks: tables are made by one process at a time, and contents that libraries share are written by one. */
const MAKE_LOCK = 7_450_215;
export const WRITE_LOCK = 7_450_216;

/** The table of the vectors of a space. Ids are numbers of the database's own, so the name needs no quotes. */
export function embeddingTable(spaceId: number): string {
  return `photoseek.embedding_${Number(spaceId)}`;
}

/**
 * Checks that libraries are published there in tables that this program knows.
 * @returns the version of the tables; `undefined`: there are none
 * @throws PhotoseekError `published-newer`
 */
export async function checkSchema(database: Pick<Database, 'server' | 'query'>): Promise<number | undefined> {
  const [there] = await database.query<{ there: string | null }>(
    "SELECT to_regclass('photoseek.publication')::text AS there",
  );
  if (there?.there == null) return undefined;
  const [row] = await database.query<{ version: number }>(
    'SELECT schema_version AS version FROM photoseek.publication',
  );
  if (row !== undefined) checkVersion(row.version, database.server);
  return row?.version;
}

/** Checks that something is published there that this program can read. @throws PhotoseekError `library-not-found`, `published-newer` */
export async function assertPublished(database: Pick<Database, 'server' | 'query'>): Promise<void> {
  if ((await checkSchema(database)) !== undefined) return;
  throw new PhotoseekError('library-not-found', `No library is published in ${database.server}.`, {
    hint: 'On a machine with a library: photoseek publish ADDRESS',
  });
}

/** @throws PhotoseekError `published-newer` */
export function checkVersion(version: number, server: string): void {
  if (version <= PUBLISHED_SCHEMA) return;
  throw new PhotoseekError(
    'published-newer',
    `${server} holds libraries that a newer photoseek has published: version ${version} of the tables, and this one knows ${PUBLISHED_SCHEMA}.`,
    { hint: 'Install the version that published them. Servers are brought up to date before indexing machines are.' },
  );
}

/** Makes the tables where they are missing, and brings older ones up to date. @throws PhotoseekError `published-newer` */
export async function ensureSchema(database: Database): Promise<void> {
  if ((await checkSchema(database)) === PUBLISHED_SCHEMA) return;
  await database.transact(async (client) => {
    const schema = await client.query("SELECT to_regnamespace('photoseek')::text AS there");
    // Whoever may not make schemas can be given one.
    if (schema.rows[0]?.there == null) await client.query('CREATE SCHEMA photoseek');
    const { rows } = await client.query("SELECT to_regclass('photoseek.publication')::text AS there");
    if (rows[0]?.there == null) await makeTables(client);
    else await upgradeTables(client);
  }, MAKE_LOCK);
}

/** Readers of the earlier version are refused from then on; those of this one have read it before. */
async function upgradeTables(client: Client): Promise<void> {
  // Read under the lock: another process may have been faster.
  const { rows } = await client.query('SELECT schema_version AS version FROM photoseek.publication');
  for (let version = rows[0]?.version as number; version < PUBLISHED_SCHEMA; version++)
    for (const statement of UPGRADES[version] ?? []) await client.query(statement);
  await client.query(
    'UPDATE photoseek.publication SET schema_version = greatest(schema_version, $1), stamp = stamp + 1',
    [PUBLISHED_SCHEMA],
  );
}

async function makeTables(client: Client): Promise<void> {
  for (const table of TABLES) await client.query(toCreateTable(table));
  await client.query(PHOTO_VIEW);
  for (const index of INDEXES) await client.query(toCreateIndex(index));
  for (const statement of [...ORDER_STEP, ...OWNER_COLUMNS]) await client.query(statement);
  // Parts of names are found without it, too, by looking at all of them.
  const trigram = await client.query("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'");
  if (trigram.rowCount === 1) {
    await client.query('SAVEPOINT trigram');
    try {
      await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
      await client.query('CREATE INDEX ON photoseek.file USING gin (name_key gin_trgm_ops)');
    } catch {
      await client.query('ROLLBACK TO SAVEPOINT trigram');
    }
  }
  await client.query('INSERT INTO photoseek.publication VALUES (1, $1, 0, 0, 0)', [PUBLISHED_SCHEMA]);
}

/** Tells servers that something is published otherwise: what they have cached is out of date. */
export async function noteChange(client: Client): Promise<void> {
  await client.query('UPDATE photoseek.publication SET stamp = stamp + 1');
}

/** Drops all tables of all libraries; tables of the vector engine stay. */
export async function dropSchema(database: Database): Promise<void> {
  await database.transact(async (client) => {
    const { rows } = await client.query('SELECT id FROM photoseek.space');
    for (const { id } of rows) await client.query(`DROP TABLE IF EXISTS ${embeddingTable(id)}`);
    for (const [name] of [...TABLES].reverse()) await client.query(`DROP TABLE IF EXISTS photoseek.${name} CASCADE`);
  }, MAKE_LOCK);
}
