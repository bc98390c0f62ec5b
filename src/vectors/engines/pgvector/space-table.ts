import type { PoolClient } from 'pg';

/** The table of a space. Ids are numbers of the database's own, so the name needs no quotes. */
export function tableOf(spaceId: number): string {
  return `photoseek.vector_${spaceId}`;
}

/** Its HNSW index, without the schema. */
export function graphOf(spaceId: number): string {
  return `vector_${spaceId}_graph`;
}

/** How things that can have the name of a table are dropped, by `relkind`. */
const DROPS: Record<string, string> = {
  r: 'TABLE',
  p: 'TABLE',
  v: 'VIEW',
  m: 'MATERIALIZED VIEW',
  f: 'FOREIGN TABLE',
  S: 'SEQUENCE',
};

/** A removed vector leaves its row without one: it must not come back. VACUUM would rebuild the graph row by row. */
export async function makeTable(client: PoolClient, spaceId: number, dim: number): Promise<void> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${tableOf(spaceId)} (id bigint PRIMARY KEY, v halfvec(${Number(dim)}))
     WITH (autovacuum_enabled = off)`,
  );
  // Vectors within the row: read for each comparison, they must not lie elsewhere.
  await client.query(`ALTER TABLE ${tableOf(spaceId)} ALTER COLUMN v SET STORAGE PLAIN`);
}

/** Whatever has its name: others may have put a view there. */
export async function dropTable(client: PoolClient, spaceId: number): Promise<void> {
  const { rows } = await client.query<{ kind: string }>(
    `SELECT relkind AS kind FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = 'photoseek' AND relname = $1`,
    [`vector_${spaceId}`],
  );
  const [row] = rows;
  if (row !== undefined) await client.query(`DROP ${DROPS[row.kind] ?? 'TABLE'} ${tableOf(spaceId)}`);
}

/** Vectors that are there are not added again. @returns how many were */
export async function addRows(client: PoolClient, spaceId: number, ids: readonly number[], vectors: readonly string[]) {
  if (ids.length === 0) return 0;
  const { rowCount } = await client.query(
    `INSERT INTO ${tableOf(spaceId)} (id, v) SELECT id, v::halfvec FROM unnest($1::bigint[], $2::text[]) AS added(id, v)
     ON CONFLICT (id) DO NOTHING`,
    [ids, vectors],
  );
  return rowCount ?? 0;
}

/** @returns how many were there */
export async function removeRows(client: PoolClient, spaceId: number, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { rowCount } = await client.query(
    `UPDATE ${tableOf(spaceId)} SET v = NULL WHERE id = ANY ($1::bigint[]) AND v IS NOT NULL`,
    [ids],
  );
  return rowCount ?? 0;
}

export function toText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}
