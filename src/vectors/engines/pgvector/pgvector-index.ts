import type { PoolClient } from 'pg';
import { PhotoseekError, throwIfAborted } from '../../../errors.js';
import type { IdSet } from '../../../model/id-set.js';
import { checkCount, checkIds, checkVectors } from '../../check-vectors.js';
import { indexClosed } from '../../index-errors.js';
import { sortNeighbours } from '../../math/top-k.js';
import type {
  Cursor,
  Engine,
  EngineCapabilities,
  IndexChange,
  IndexLocation,
  IndexStatus,
  NeighbourOptions,
  Neighbours,
  VectorIndex,
} from '../../port.js';
import { Database } from './database.js';
import { buildGraph, dropGraph, hasGraph } from './graph.js';
import { ensureSpace, findSpace, lockSpace, type SpaceState, tableOf, writeState } from './space-rows.js';

/** Up to this share of the table, or so many rows, comparing takes less time than a filtered walk (docs/adr/0018-vectors-in-postgresql.md). */
const COMPARE_UP_TO_SHARE = 0.1;
const COMPARE_UP_TO = 1000;

/** Candidates of a walk; pgvector allows up to 1,000, and gives no more rows than that. */
const EF_SEARCH = 200;
const MAX_EF_SEARCH = 1000;

/** Below so many vectors, a comparison takes as long as a walk, and no graph is built. */
const GRAPH_FROM = 5000;

/** A graph is built anew once so large a share of it was removed. */
const REBUILD_FROM_SHARE = 0.2;

/** The vectors of one space in PostgreSQL with pgvector: a cache of the catalogue, as every index. */
class PgvectorIndex implements VectorIndex {
  readonly engine = 'pgvector';
  readonly capabilities: EngineCapabilities = { filter: 'ids', maxK: Number.POSITIVE_INFINITY, isRemote: true };
  readonly dim: number;
  readonly #database: Database;
  #state: SpaceState;
  #hasGraph: boolean;
  #isClosed = false;

  constructor(database: Database, dim: number, state: SpaceState, isGraphThere: boolean) {
    this.#database = database;
    this.dim = dim;
    this.#state = state;
    this.#hasGraph = isGraphThere;
  }

  async cursor(): Promise<Cursor | undefined> {
    this.#checkOpen();
    return this.#state.cursor;
  }

  /** Rows and cursor are written by one transaction. Of two processes that follow one library, one waits and finds its rows there. */
  async apply({ add: { ids, data }, remove, cursor }: IndexChange): Promise<void> {
    this.#checkOpen();
    checkIds(ids);
    checkVectors(data, ids.length, this.dim);
    const table = tableOf(this.#state.id);
    const rows = ids.map((_, i) => toText(data.subarray(i * this.dim, (i + 1) * this.dim)));
    this.#state = await this.#database.transact(async (client) => {
      const before = await lockSpace(client, this.#state.id);
      const removed = remove.length === 0 ? 0 : await removeRows(client, table, remove);
      const added = ids.length === 0 ? 0 : await addRows(client, table, ids, rows);
      const after = {
        id: before.id,
        cursor: furthest(before.cursor, cursor),
        size: before.size + added - removed,
        dead: before.dead + removed,
      };
      await writeState(client, after);
      return after;
    });
  }

  async search(
    queries: readonly Float32Array[],
    k: number,
    { allow, signal }: NeighbourOptions = {},
  ): Promise<Neighbours[]> {
    this.#checkOpen();
    checkCount(k);
    for (const query of queries) checkVectors(query, 1, this.dim);
    throwIfAborted(signal);
    if (queries.length === 0) return [];
    if ((allow?.size ?? this.#state.size) === 0) return queries.map(() => ({ ids: [], cosines: [] }));
    return this.#database.withClient(async (client) => {
      const found: Neighbours[] = [];
      for (const query of queries) {
        throwIfAborted(signal);
        found.push(await this.#searchOne(client, query, k, allow));
      }
      return found;
    });
  }

  async flush(onProgress?: (status: IndexStatus) => void): Promise<void> {
    this.#checkOpen();
    const { id, size, dead } = this.#state;
    const isDue = this.#hasGraph ? dead > REBUILD_FROM_SHARE * (size + dead) : size >= GRAPH_FROM;
    if (!isDue) return;
    // Another process may be building it: this one goes on without.
    if (!(await buildGraph(this.#database, id, () => onProgress?.(this.status())))) return;
    this.#hasGraph = true;
    this.#state = { ...this.#state, dead: 0 };
    onProgress?.(this.status());
  }

  status(): IndexStatus {
    const { size } = this.#state;
    // A table too small for a graph is compared with, and nothing is left to do.
    const indexed = this.#hasGraph || size < GRAPH_FROM ? size : 0;
    return { size, indexed, unindexed: size - indexed };
  }

  async reset(): Promise<void> {
    this.#checkOpen();
    await dropGraph(this.#database, this.#state.id);
    this.#hasGraph = false;
    this.#state = await this.#database.transact(async (client) => {
      const { id } = await lockSpace(client, this.#state.id);
      await client.query(`TRUNCATE ${tableOf(id)}`);
      const empty = { id, cursor: undefined, size: 0, dead: 0 };
      await writeState(client, empty);
      return empty;
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#database.close();
  }

  /** A walk that gives fewer than there are is followed by a comparison: too few are never given in silence. */
  async #searchOne(client: PoolClient, query: Float32Array, k: number, allow: IdSet | undefined): Promise<Neighbours> {
    const { size } = this.#state;
    const count = allow?.size ?? size;
    const isNarrow = allow !== undefined && count <= Math.max(COMPARE_UP_TO, COMPARE_UP_TO_SHARE * size);
    if (this.#hasGraph && k <= MAX_EF_SEARCH && !isNarrow) {
      const found = await this.#walk(client, query, k, allow);
      if (found.ids.length >= Math.min(k, count)) return found;
    }
    return this.#compare(client, query, k, allow);
  }

  /** Approximate; the candidates are put in order by the query at full precision. */
  async #walk(client: PoolClient, query: Float32Array, k: number, allow: IdSet | undefined): Promise<Neighbours> {
    const ef = Math.min(MAX_EF_SEARCH, Math.max(EF_SEARCH, k));
    await client.query("SELECT set_config('hnsw.ef_search', $1, false)", [String(ef)]);
    const filter = allow === undefined ? '' : 'WHERE id = ANY ($3::bigint[])';
    const sql = `WITH near AS MATERIALIZED
        (SELECT id, v FROM ${tableOf(this.#state.id)} ${filter} ORDER BY v <#> $1::vector::halfvec LIMIT $2)
      SELECT id, -(v::vector <#> $1::vector) AS cosine FROM near`;
    return ask(client, sql, { query, k, allow });
  }

  /** Exact: the order is by an expression that no graph gives. */
  async #compare(client: PoolClient, query: Float32Array, k: number, allow: IdSet | undefined): Promise<Neighbours> {
    const table = tableOf(this.#state.id);
    const rows = allow === undefined ? table : `unnest($3::bigint[]) AS wanted(id) JOIN ${table} USING (id)`;
    const sql = `SELECT id, -(v::vector <#> $1::vector) AS cosine FROM ${rows}
      WHERE v IS NOT NULL ORDER BY cosine DESC, id LIMIT $2`;
    return ask(client, sql, { query, k, allow });
  }

  #checkOpen(): void {
    if (this.#isClosed) throw indexClosed();
  }
}

/**
 * Vectors in a PostgreSQL with pgvector 0.8 or newer.
 * @param url see {@link Database.open}
 */
export function createPgvectorEngine(url: string): Engine {
  return {
    name: 'pgvector',
    async open({ identity }: IndexLocation) {
      const database = await Database.open(url);
      try {
        const state = await ensureSpace(database, identity);
        return new PgvectorIndex(database, identity.dim, state, await hasGraph(database, state.id));
      } catch (error) {
        await database.close();
        throw error;
      }
    },
    async readCursor({ identity }) {
      const database = await Database.open(url);
      try {
        return (await findSpace(database, identity))?.cursor;
      } finally {
        await database.close();
      }
    },
  };
}

async function addRows(client: PoolClient, table: string, ids: readonly number[], rows: readonly string[]) {
  const { rowCount } = await client.query(
    `INSERT INTO ${table} (id, v) SELECT id, v::halfvec FROM unnest($1::bigint[], $2::text[]) AS added(id, v)
     ON CONFLICT (id) DO NOTHING`,
    [ids, rows],
  );
  return rowCount ?? 0;
}

async function removeRows(client: PoolClient, table: string, ids: readonly number[]) {
  const { rowCount } = await client.query(
    `UPDATE ${table} SET v = NULL WHERE id = ANY ($1::bigint[]) AND v IS NOT NULL`,
    [ids],
  );
  return rowCount ?? 0;
}

/** A slow process that applies an old step again does not turn the cursor back. */
function furthest(known: Cursor | undefined, cursor: Cursor): Cursor {
  return {
    lastVectorId: Math.max(known?.lastVectorId ?? 0, cursor.lastVectorId),
    lastRemovedSeq: Math.max(known?.lastRemovedSeq ?? 0, cursor.lastRemovedSeq),
  };
}

/** @param sql takes the query, the count and, where some are allowed, their ids */
async function ask(
  client: PoolClient,
  sql: string,
  { query, k, allow }: { query: Float32Array; k: number; allow: IdSet | undefined },
): Promise<Neighbours> {
  const values = [toText(query), k, ...(allow === undefined ? [] : [[...allow]])];
  return toNeighbours((await client.query(sql, values)).rows, k);
}

function toText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

/** @throws PhotoseekError `engine-failed`: a database may answer with anything */
function toNeighbours(rows: readonly { id: unknown; cosine: unknown }[], k: number): Neighbours {
  const ids = rows.map(({ id }) => Number(id));
  const cosines = rows.map(({ cosine }) => Number(cosine));
  if (rows.length > k || !ids.every(Number.isSafeInteger) || !cosines.every(Number.isFinite))
    throw new PhotoseekError('engine-failed', `The database must answer with at most ${k} ids and cosines.`);
  return sortNeighbours(ids, cosines);
}
