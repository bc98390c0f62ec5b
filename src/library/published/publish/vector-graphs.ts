import type { Database } from '../../../vectors/engines/pgvector/database.js';
import { embeddingTable } from '../schema.js';

/** Below so many vectors, a comparison takes as long as a walk of the graph. */
export const GRAPH_FROM = 5000;

/** First number of the advisory locks under which graphs are built; the second one is that of the space. */
const BUILD_LOCK = 7_450_217;

/** Builds the graphs of spaces that have become large, while searches go on. Of several processes, one builds. */
export async function buildGraphs(database: Database, spaceIds: readonly number[]): Promise<void> {
  for (const id of spaceIds) {
    const table = embeddingTable(id);
    const [row] = await database.query<{ large: boolean }>(
      `SELECT count(*) >= ${GRAPH_FROM} AS large FROM (SELECT 1 FROM ${table} LIMIT ${GRAPH_FROM}) AS listed`,
    );
    if (row?.large !== true || (await hasGraph(database, id))) continue;
    await database.withClient(async (client) => {
      const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [BUILD_LOCK, id]);
      if (rows[0]?.locked !== true) return;
      try {
        await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${table}_graph`);
        await client.query(
          `CREATE INDEX CONCURRENTLY embedding_${Number(id)}_graph ON ${table} USING hnsw (v halfvec_ip_ops) WITH (m = 24, ef_construction = 200)`,
        );
      } finally {
        await client.query('SELECT pg_advisory_unlock_all()').catch(() => {});
      }
    });
  }
}

/** Whether a graph is there that searches can use: one whose build was interrupted is not. */
export async function hasGraph(database: Database, spaceId: number): Promise<boolean> {
  const [row] = await database.query<{ valid: boolean }>(
    `SELECT indisvalid AS valid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'photoseek' AND relname = $1`,
    [`embedding_${Number(spaceId)}_graph`],
  );
  return row?.valid === true;
}
