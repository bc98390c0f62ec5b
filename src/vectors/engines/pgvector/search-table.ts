import type { PoolClient } from 'pg';
import { PhotoseekError } from '../../../errors.js';
import type { IdSet } from '../../../model/id-set.js';
import { sortNeighbours } from '../../math/top-k.js';
import type { Neighbours } from '../../port.js';
import type { Database } from './database.js';
import { REBUILD_HINT } from './database-errors.js';
import type { SpaceState } from './space-rows.js';
import { tableOf, toText } from './space-table.js';

/** Up to this share of the table, or so many rows, comparing takes less time than a filtered walk (docs/adr/0018-vectors-in-postgresql.md). */
const COMPARE_UP_TO_SHARE = 0.1;
const COMPARE_UP_TO = 1000;

/** Candidates of a walk, among up to {@link EF_UP_TO} vectors; pgvector allows up to 1,000, and gives no more rows than that. */
const EF_SEARCH = 200;
const MAX_EF_SEARCH = 1000;

/** From here on, candidates grow with the vectors, up to all that are allowed at a million (docs/postgresql.md). */
const EF_UP_TO = 100_000;
const EF_GROWTH = 0.7;

const MAX_ID = 2 ** 32 - 1;

/** Vectors are unit vectors but for their rounding: a product that exceeds the length of the query by more is of none. */
const MAX_LENGTH = 1.1;

/** A query for the table of a space. */
export interface TableQuery {
  query: Float32Array;
  k: number;
  allow: IdSet | undefined;
}

/** A walk that gives fewer than there are is followed by a comparison: too few are never given in silence. */
export async function searchTable(
  database: Database,
  client: PoolClient,
  { id, size, hasGraph }: SpaceState,
  query: TableQuery,
): Promise<Neighbours> {
  const { k, allow } = query;
  const count = allow?.size ?? size;
  const isNarrow = allow !== undefined && count <= Math.max(COMPARE_UP_TO, COMPARE_UP_TO_SHARE * size);
  if (hasGraph && k <= MAX_EF_SEARCH && !isNarrow) {
    const wide = EF_SEARCH * Math.max(1, size / EF_UP_TO) ** EF_GROWTH;
    const ef = Math.min(MAX_EF_SEARCH, Math.max(Math.round(wide), k));
    await client.query("SELECT set_config('hnsw.ef_search', $1, false)", [String(ef)]);
    const found = await ask(database, client, walk(tableOf(id), allow !== undefined), query);
    if (found.ids.length >= Math.min(k, count)) return found;
  }
  return ask(database, client, compare(tableOf(id), allow !== undefined), query);
}

/** Approximate; the candidates are put in order by the query at full precision. */
function walk(table: string, isFiltered: boolean): string {
  const filter = isFiltered ? 'WHERE id = ANY ($3::bigint[])' : '';
  return `WITH near AS MATERIALIZED (SELECT id, v FROM ${table} ${filter} ORDER BY v <#> $1::vector::halfvec LIMIT $2)
    SELECT id, -(v::vector <#> $1::vector) AS cosine FROM near`;
}

/** Exact: the order is by an expression that no graph gives. */
function compare(table: string, isFiltered: boolean): string {
  const rows = isFiltered ? `unnest($3::bigint[]) AS wanted(id) JOIN ${table} USING (id)` : table;
  return `SELECT id, -(v::vector <#> $1::vector) AS cosine FROM ${rows}
    WHERE v IS NOT NULL ORDER BY cosine DESC, id LIMIT $2`;
}

/** @param sql takes the query, the count and, where some are allowed, their ids */
async function ask(
  database: Database,
  client: PoolClient,
  sql: string,
  { query, k, allow }: TableQuery,
): Promise<Neighbours> {
  const values = [toText(query), k, ...(allow === undefined ? [] : [[...allow]])];
  const rows = await database.queryAtMost<{ id: unknown; cosine: unknown }>(client, k, sql, values);
  const most = MAX_LENGTH * Math.hypot(...query);
  const found = rows.map((row) => toNeighbour(row, most));
  // What a reader may not see is not shown because a database says so.
  const allowed = found.filter(([id]) => allow?.has(id) ?? true);
  return sortNeighbours(
    allowed.map(([id]) => id),
    allowed.map(([, cosine]) => cosine),
  );
}

/** @throws PhotoseekError `engine-failed`: a database may answer with anything */
function toNeighbour({ id, cosine }: { id: unknown; cosine: unknown }, most: number): [id: number, cosine: number] {
  const number = typeof id === 'string' || typeof id === 'number' ? Number(id) : Number.NaN;
  const isId = Number.isSafeInteger(number) && number >= 1 && number <= MAX_ID;
  if (isId && typeof cosine === 'number' && Math.abs(cosine) <= most) return [number, cosine];
  const got = `${JSON.stringify(id)} and ${String(cosine)}`;
  throw new PhotoseekError('engine-failed', `The database must answer with ids and cosines, got ${got}.`, {
    hint: REBUILD_HINT,
  });
}
