import { existsSync } from 'node:fs';
import { throwIfAborted } from '../errors.js';
import { IdSet } from '../model/id-set.js';
import { EXACT_UP_TO, loadEngine } from './choose-engine.js';
import { completeSearch } from './complete-search.js';
import { namesMappedGraph } from './engines/persisted-files.js';
import { isGraphInvalid, isOfServer } from './index-errors.js';
import { dot } from './math/dot-product.js';
import { TopK } from './math/top-k.js';
import type { CheckedIndex, Cursor, IndexLocation, Neighbours, VectorBatch, VectorIndex } from './port.js';
import type { VectorSource } from './source.js';

/** Findings about a persisted graph. */
export interface GraphCheck {
  /** Why it could not be loaded, or why there is none; `undefined` when it was examined. */
  unusable: string | undefined;
  /** Whether the space is large enough to need one. */
  isNeeded: boolean;
  /** Vectors that the graph should hold. */
  examined: number;
  /** Vectors that it does not hold, or holds differently, and vectors it holds that are gone. */
  disagreeing: number;
  /** Of `sampled` vectors, the number that a search for the vector itself does not find. */
  unreachable: number;
  sampled: number;
  /** Of the nearest ten of some vectors, the share that the graph finds; 1 without queries. */
  recall: number;
  queries: number;
  /** Of a server: where it is and by which version. */
  about: string | undefined;
  /** What else is wrong, in sentences. */
  problems: readonly string[];
  /** Vectors that are newer than the index: the next search or index run brings it up to date. */
  newer: number;
}

/** How an index is examined. */
export interface GraphCheckOptions {
  /** Address of the server that holds the vectors, instead of a file. */
  server?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** At most the number of allowed vectors that the graph compares with one by one. */
const CHUNK = 1000;

/** Tolerance of cosines with a vector and with its form in the graph: float16 and the jitter. */
const SAME = 0.002;

const REACHABILITY_SAMPLE = 1000;
const RECALL_QUERIES = 20;
const NEIGHBOURS = 10;

/** A vector and its id. */
interface Sampled {
  id: number;
  vector: Float32Array;
}

/**
 * Compares a persisted index with the vectors of its source: the same ids, the same vectors, each found by a search for itself, and the
 * nearest ten of some of them the same as by comparing with all. Reads every vector; a graph is loaded beside the one in use, and a server is asked. It
 * is told nothing.
 */
export async function checkGraph(
  source: VectorSource,
  path: string,
  { server, signal }: GraphCheckOptions = {},
): Promise<GraphCheck> {
  const count = await source.count();
  const check: GraphCheck = {
    unusable: undefined,
    isNeeded: server === undefined ? count > EXACT_UP_TO : count > 0,
    examined: 0,
    disagreeing: 0,
    unreachable: 0,
    sampled: 0,
    recall: 1,
    queries: 0,
    about: undefined,
    problems: [],
    newer: 0,
  };
  if (server === undefined && !existsSync(path)) return { ...check, unusable: 'there is none.' };
  try {
    const persisted = await readPersisted({ path, identity: source.identity }, server);
    const { about, problems = [], index } = persisted;
    Object.assign(check, { about, problems });
    try {
      const cursor = (await index.cursor()) as Cursor;
      check.newer = await source.countAfter(cursor.lastVectorId, count);
      // A table that is not as it must be cannot be searched.
      if (index.status().size > 0 || problems.length === 0)
        await new GraphChecker(source, persisted, check, signal).run(cursor);
    } finally {
      await index.close();
    }
  } catch (error) {
    if (!isGraphInvalid(error) && !isOfServer(error)) throw error;
    check.unusable = error.message;
  }
  return check;
}

/** @throws PhotoseekError `graph-invalid`, and that a server cannot be asked */
async function readPersisted(location: IndexLocation, server: string | undefined): Promise<CheckedIndex> {
  const remote = server === undefined ? undefined : (await loadEngine('pgvector', server)).remote;
  if (remote !== undefined) return remote.openForCheck(location);
  if (!namesMappedGraph(location.path)) {
    const { HnswIndex } = await import('./engines/hnsw/hnsw-index.js');
    return { index: await HnswIndex.read(location) };
  }
  const { UsearchIndex } = await import('./engines/usearch/usearch-index.js');
  // All bytes of the file are checked: what it holds is what was written.
  const index = await UsearchIndex.read(location, { checkBytes: true });
  return { index, holds: (ids) => index.holds(ids) };
}

class GraphChecker {
  readonly #source: VectorSource;
  readonly #index: VectorIndex;
  readonly #holds: CheckedIndex['holds'];
  readonly #check: GraphCheck;
  readonly #signal: AbortSignal | undefined;

  constructor(
    source: VectorSource,
    { index, holds }: CheckedIndex,
    check: GraphCheck,
    signal: AbortSignal | undefined,
  ) {
    this.#source = source;
    this.#index = index;
    this.#holds = holds;
    this.#check = check;
    this.#signal = signal;
  }

  async run(cursor: Cursor): Promise<void> {
    // Later removals are no fault of the graph.
    const { ids, lastSeq } = await this.#source.listRemovedAfter(cursor.lastRemovedSeq);
    const { size } = this.#index.status();
    let later = 0;
    if (this.#index.capabilities.isRemote) later = await this.#countHeld(ids);
    else {
      const nothing = { ids: [], data: new Float32Array(0) };
      await this.#index.apply({ add: nothing, remove: ids, cursor: { ...cursor, lastRemovedSeq: lastSeq } });
      later = size - this.#index.status().size;
    }
    const { sample, held } = await this.#compareAll(cursor.lastVectorId);
    this.#check.disagreeing += Math.max(0, size - later - held);
    await this.#search(sample, cursor.lastVectorId);
  }

  /** How many of some ids an index holds, whatever their vectors. */
  async #countHeld(ids: readonly number[]): Promise<number> {
    const direction = new Float32Array(this.#source.identity.dim);
    direction[0] = 1;
    let held = 0;
    for (let i = 0; i < ids.length; i += CHUNK)
      held += (await this.#searchOne(direction, CHUNK, IdSet.from(ids.slice(i, i + CHUNK)))).ids.length;
    return held;
  }

  /** Compares every vector up to the cursor. @returns a sample, and the number of vectors in the graph */
  async #compareAll(upTo: number): Promise<{ sample: Sampled[]; held: number }> {
    const step = Math.max(1, Math.floor((await this.#source.count()) / REACHABILITY_SAMPLE));
    const sample: Sampled[] = [];
    let held = 0;
    for await (const { ids, data } of this.#chunks(upTo)) {
      const { dim } = this.#source.identity;
      const compared = await this.#compare(ids, data);
      held += compared.held;
      this.#check.disagreeing += compared.disagreeing;
      ids.forEach((id, i) => {
        const vector = data.subarray(i * dim, (i + 1) * dim);
        if (this.#check.examined++ % step === 0) sample.push({ id, vector: vector.slice() });
      });
    }
    return { sample, held };
  }

  /** How many of some vectors the graph holds, and how many it does not hold or holds differently. */
  async #compare(ids: readonly number[], data: Float32Array): Promise<{ held: number; disagreeing: number }> {
    if (this.#holds !== undefined) {
      const held = this.#holds(ids).filter(Boolean).length;
      return { held, disagreeing: ids.length - held };
    }
    const { dim } = this.#source.identity;
    const direction = data.slice(0, dim);
    const known = await this.#searchOne(direction, CHUNK, IdSet.from(ids));
    const cosines = new Map(known.ids.map((id, i) => [id, known.cosines[i] as number]));
    const differs = ids.filter((id, i) => {
      const there = cosines.get(id);
      return there === undefined || Math.abs(there - dot(direction, data.subarray(i * dim, (i + 1) * dim))) > SAME;
    });
    return { held: known.ids.length, disagreeing: differs.length };
  }

  async #search(sample: readonly Sampled[], upTo: number): Promise<void> {
    const check = this.#check;
    const step = Math.max(1, Math.floor(sample.length / RECALL_QUERIES));
    const asked = sample.filter((_, i) => i % step === 0).slice(0, RECALL_QUERIES);
    const exact = asked.map(() => new TopK(NEIGHBOURS));
    if (asked.length > 0) {
      for await (const { ids, data } of this.#chunks(upTo)) {
        const { dim } = this.#source.identity;
        ids.forEach((id, i) => {
          const vector = data.subarray(i * dim, (i + 1) * dim);
          asked.forEach((query, q) => {
            (exact[q] as TopK).push(id, dot(query.vector, vector));
          });
        });
      }
    }
    for (const { vector } of sample) {
      throwIfAborted(this.#signal);
      const found = await this.#searchOne(vector, 1);
      // A near-duplicate may come first.
      check.sampled++;
      if ((found.cosines[0] ?? -1) < 1 - SAME) check.unreachable++;
    }
    let hits = 0;
    let wanted = 0;
    for (const [i, { vector }] of asked.entries()) {
      const nearest = (exact[i] as TopK).finish();
      const found = await this.#searchOne(vector, NEIGHBOURS);
      wanted += nearest.ids.length;
      hits += countHits(found, nearest);
    }
    check.queries = asked.length;
    if (wanted > 0) check.recall = hits / wanted;
  }

  async #searchOne(vector: Float32Array, k: number, allow?: IdSet): Promise<Neighbours> {
    const [neighbours] = await completeSearch(this.#index, this.#source, [vector], k, { allow });
    return neighbours as Neighbours;
  }

  async *#chunks(upTo: number): AsyncGenerator<VectorBatch> {
    for (let last = 0; ; ) {
      throwIfAborted(this.#signal);
      const { ids, data } = await this.#source.listAfter(last, CHUNK);
      const beyond = ids.findIndex((id) => id > upTo);
      const count = beyond === -1 ? ids.length : beyond;
      if (count > 0) yield { ids: ids.slice(0, count), data };
      if (beyond !== -1 || ids.length < CHUNK) return;
      last = ids.at(-1) as number;
      await new Promise(setImmediate);
    }
  }
}

/** A neighbour counts when it is as near as the worst of the true ones: equal cosines may change places. */
function countHits(found: Neighbours, nearest: Neighbours): number {
  const worst = nearest.cosines.at(-1) ?? 1;
  return Math.min(nearest.ids.length, found.cosines.filter((cosine) => cosine >= worst - SAME / 10).length);
}
