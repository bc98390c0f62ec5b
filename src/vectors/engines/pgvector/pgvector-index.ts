import type { PoolClient } from 'pg';
import { PhotoseekError, throwIfAborted } from '../../../errors.js';
import { checkCount, checkIds, checkVectors } from '../../check-vectors.js';
import { indexClosed } from '../../index-errors.js';
import type {
  Cursor,
  EngineCapabilities,
  IndexChange,
  IndexStatus,
  NeighbourOptions,
  Neighbours,
  VectorIndex,
} from '../../port.js';
import type { Database } from './database.js';
import { buildGraph } from './graph.js';
import { searchTable } from './search-table.js';
import { lockSpace, readState, type SpaceState, writeState } from './space-rows.js';
import { addRows, dropTable, makeTable, removeRows, toText } from './space-table.js';

/** Below so many vectors, a comparison takes as long as a walk, and no graph is built. */
const GRAPH_FROM = 5000;

/** A graph is built anew once so large a share of it was removed. */
const REBUILD_FROM_SHARE = 0.2;

/** The vectors of one space in PostgreSQL with pgvector: a cache of the catalogue, as every index. Several processes may share it. */
export class PgvectorIndex implements VectorIndex {
  readonly engine = 'pgvector';
  readonly capabilities: EngineCapabilities = { filter: 'ids', maxK: Number.POSITIVE_INFINITY, isRemote: true };
  readonly dim: number;
  readonly #database: Database;
  #state: SpaceState;
  #isClosed = false;

  constructor(database: Database, dim: number, state: SpaceState) {
    this.#database = database;
    this.dim = dim;
    this.#state = state;
  }

  async cursor(): Promise<Cursor | undefined> {
    this.#checkOpen();
    return this.#state.cursor;
  }

  /**
   * Rows and cursor are written by one transaction. Of two processes that follow one library, one waits; the rows that the other one has sent
   * meanwhile are not sent again.
   */
  async apply({ add: { ids, data }, remove, cursor, after }: IndexChange): Promise<void> {
    this.#checkOpen();
    checkIds(ids);
    checkVectors(data, ids.length, this.dim);
    this.#state = await this.#database.transact(async (client) => {
      const before = await lockSpace(client, this.#state.id);
      if (after !== undefined && !standsAt(before.cursor, after)) return before;
      const removed = await removeRows(client, before.id, remove);
      const rows = ids.map((_, i) => toText(data.subarray(i * this.dim, (i + 1) * this.dim)));
      const added = await addRows(client, before.id, ids, rows);
      const counts = { size: before.size + added - removed, dead: before.dead + removed };
      const state = { ...before, ...counts, cursor: furthest(before.cursor, cursor) };
      await writeState(client, state);
      return state;
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
    try {
      return await this.#database.withClient(async (client) => {
        await this.#refresh(client);
        const found: Neighbours[] = [];
        for (const query of queries) {
          throwIfAborted(signal);
          found.push(await searchTable(this.#database, client, this.#state, { query, k, allow }));
        }
        // Too few: the table may have been emptied just now.
        const wanted = Math.min(k, allow?.size ?? this.#state.size);
        if (found.some(({ ids }) => ids.length < wanted)) await this.#refresh(client);
        return found;
      });
    } catch (error) {
      // Or replaced.
      if ((error as PhotoseekError).code === 'engine-failed')
        await this.#database.withClient((client) => this.#refresh(client));
      throw error;
    }
  }

  async flush(onProgress?: (status: IndexStatus) => void): Promise<void> {
    this.#checkOpen();
    await this.#database.withClient((client) => this.#refresh(client));
    const { id, size, dead, hasGraph } = this.#state;
    const isDue = hasGraph ? dead > REBUILD_FROM_SHARE * (size + dead) : size >= GRAPH_FROM;
    if (!isDue) return;
    // Another process may be building it: this one goes on without.
    if (!(await buildGraph(this.#database, id, () => onProgress?.(this.status())))) return;
    await this.#database.withClient((client) => this.#refresh(client));
    onProgress?.(this.status());
  }

  status(): IndexStatus {
    return toStatus(this.#state);
  }

  /** Whatever lies in the place of the table is replaced. */
  async reset(): Promise<void> {
    this.#checkOpen();
    this.#state = await this.#database.transact(async (client) => {
      const { id } = await lockSpace(client, this.#state.id);
      await dropTable(client, id);
      await makeTable(client, id, this.dim);
      const empty = { id, cursor: undefined, size: 0, dead: 0, hasGraph: false };
      await writeState(client, empty);
      return empty;
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#database.close();
  }

  /**
   * Another process may have added vectors, built the graph, or begun anew.
   * @throws PhotoseekError `graph-invalid` where less is there than was: what is missing would be missed in silence
   */
  async #refresh(client: PoolClient): Promise<void> {
    const now = await readState(this.#database, client, this.#state.id);
    if ((now.cursor?.lastVectorId ?? 0) < (this.#state.cursor?.lastVectorId ?? 0))
      throw new PhotoseekError('graph-invalid', 'Another process is sending the vectors of the space again.');
    this.#state = now;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw indexClosed();
  }
}

/** A table too small for a graph is compared with, and nothing is left to do. */
export function toStatus({ size, hasGraph }: Pick<SpaceState, 'size' | 'hasGraph'>): IndexStatus {
  const indexed = hasGraph || size < GRAPH_FROM ? size : 0;
  return { size, indexed, unindexed: size - indexed };
}

/** Whether a step that begins at `after` is the next one. A new table takes the first step of any follower. */
function standsAt(cursor: Cursor | undefined, after: Cursor): boolean {
  if (cursor === undefined) return after.lastVectorId === 0;
  return cursor.lastVectorId === after.lastVectorId && cursor.lastRemovedSeq === after.lastRemovedSeq;
}

/** A slow process that applies an old step again does not turn the cursor back. */
function furthest(known: Cursor | undefined, cursor: Cursor): Cursor {
  return {
    lastVectorId: Math.max(known?.lastVectorId ?? 0, cursor.lastVectorId),
    lastRemovedSeq: Math.max(known?.lastRemovedSeq ?? 0, cursor.lastRemovedSeq),
  };
}
