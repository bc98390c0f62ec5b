import { existsSync } from 'node:fs';
import { throwIfAborted } from '../errors.js';
import { IdSet } from '../model/id-set.js';
import { EXACT_UP_TO } from './choose-engine.js';
import { completeSearch } from './complete-search.js';
import { namesMappedGraph } from './engines/persisted-files.js';
import { isGraphInvalid } from './index-errors.js';
import { dot } from './math/dot-product.js';
import { TopK } from './math/top-k.js';
import type { Cursor, IndexLocation, Neighbours, VectorBatch, VectorIndex } from './port.js';
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
 * Compares a persisted graph with the vectors of its source: the same ids, the same vectors, each found by a search for itself, and the
 * nearest ten of some of them the same as by comparing with all. Reads every vector; the graph is loaded beside the one in use.
 */
export async function checkGraph(source: VectorSource, path: string, signal?: AbortSignal): Promise<GraphCheck> {
  const check: GraphCheck = {
    unusable: undefined,
    isNeeded: (await source.count()) > EXACT_UP_TO,
    examined: 0,
    disagreeing: 0,
    unreachable: 0,
    sampled: 0,
    recall: 1,
    queries: 0,
  };
  if (!existsSync(path)) return { ...check, unusable: 'there is none.' };
  try {
    const persisted = await readPersisted({ path, identity: source.identity });
    try {
      await new GraphChecker(source, persisted, check, signal).run((await persisted.index.cursor()) as Cursor);
    } finally {
      await persisted.index.close();
    }
  } catch (error) {
    if (!isGraphInvalid(error)) throw error;
    check.unusable = error.message;
  }
  return check;
}

/** A persisted index, and how to ask whether it holds some ids where a search narrowed to them cannot tell: all bytes of such a file were checked. */
interface Persisted {
  index: VectorIndex;
  holds?: (ids: readonly number[]) => boolean[];
}

/** @throws PhotoseekError `graph-invalid` */
async function readPersisted(location: IndexLocation): Promise<Persisted> {
  if (!namesMappedGraph(location.path)) {
    const { HnswIndex } = await import('./engines/hnsw/hnsw-index.js');
    return { index: await HnswIndex.read(location) };
  }
  const { UsearchIndex } = await import('./engines/usearch/usearch-index.js');
  const index = await UsearchIndex.read(location, { checkBytes: true });
  return { index, holds: (ids) => index.holds(ids) };
}

class GraphChecker {
  readonly #source: VectorSource;
  readonly #index: VectorIndex;
  readonly #holds: Persisted['holds'];
  readonly #check: GraphCheck;
  readonly #signal: AbortSignal | undefined;

  constructor(source: VectorSource, { index, holds }: Persisted, check: GraphCheck, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#index = index;
    this.#holds = holds;
    this.#check = check;
    this.#signal = signal;
  }

  async run(cursor: Cursor): Promise<void> {
    // Later removals are no fault of the graph.
    const { ids, lastSeq } = await this.#source.listRemovedAfter(cursor.lastRemovedSeq);
    const nothing = { ids: [], data: new Float32Array(0) };
    await this.#index.apply({ add: nothing, remove: ids, cursor: { ...cursor, lastRemovedSeq: lastSeq } });
    const { sample, held } = await this.#compareAll(cursor.lastVectorId);
    this.#check.disagreeing += this.#index.status().size - held;
    await this.#search(sample, cursor.lastVectorId);
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
