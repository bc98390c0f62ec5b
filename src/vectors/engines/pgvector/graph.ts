import type { PoolClient } from 'pg';
import type { Database } from './database.js';
import { graphOf, tableOf } from './space-table.js';

/** As the graph in process: see docs/adr/0003-hnsw-engine.md. */
const PARAMETERS = 'm = 24, ef_construction = 200';

/** Memory for a build, in megabytes; a graph that does not fit is built several times as slowly. */
const BUILD_MEMORY_MB = 2048;

/** First number of the advisory locks under which graphs are built; the second one is that of the space. */
const BUILD_LOCK = 7_450_214;

/** How often progress is told. */
const PROGRESS_EVERY_MS = 500;

/**
 * Builds the graph, or builds it anew, while searches go on. Never by VACUUM: it takes as long as a build, and is no better after it. Of several
 * processes, one builds; the others go on without.
 * @returns whether this one has built it
 */
export async function buildGraph(database: Database, spaceId: number, onProgress: () => void): Promise<boolean> {
  const timer = setInterval(onProgress, PROGRESS_EVERY_MS);
  try {
    return await database.withClient(async (client) => {
      const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [BUILD_LOCK, spaceId]);
      if (rows[0]?.locked !== true) return false;
      try {
        await client.query(`SET maintenance_work_mem = '${BUILD_MEMORY_MB}MB'`);
        await dropInterrupted(client, spaceId);
        const graphs = await listGraphs(client, spaceId);
        if (graphs.some(({ name }) => name === graphOf(spaceId)))
          await client.query(`REINDEX INDEX CONCURRENTLY photoseek.${graphOf(spaceId)}`);
        else
          await client.query(
            `CREATE INDEX CONCURRENTLY ${graphOf(spaceId)} ON ${tableOf(spaceId)} USING hnsw (v halfvec_ip_ops) WITH (${PARAMETERS})`,
          );
        await client.query('UPDATE photoseek.vector_space SET dead = 0 WHERE id = $1', [spaceId]);
        return true;
      } finally {
        await client.query('RESET maintenance_work_mem; SELECT pg_advisory_unlock_all()').catch(() => {});
      }
    });
  } finally {
    clearInterval(timer);
  }
}

/**
 * Indexes of the table that are no primary key: the graph, and what interrupted builds have left (`…_ccnew`, `…_ccold`), which every insertion
 * would go on to fill.
 */
export async function listGraphs(client: PoolClient, spaceId: number): Promise<{ name: string; valid: boolean }[]> {
  const { rows } = await client.query<{ name: string; valid: boolean }>(
    `SELECT relname AS name, indisvalid AS valid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE indrelid = to_regclass($1) AND NOT indisprimary ORDER BY relname`,
    [tableOf(spaceId)],
  );
  return rows;
}

/** Under the lock of the build: an index that is not valid is of no build that goes on. */
async function dropInterrupted(client: PoolClient, spaceId: number): Promise<void> {
  for (const { name, valid } of await listGraphs(client, spaceId))
    if (!valid) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS photoseek.${client.escapeIdentifier(name)}`);
}
