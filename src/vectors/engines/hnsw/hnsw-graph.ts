import type Hnswlib from 'hnswlib-node';
import { PhotoseekError } from '../../../errors.js';
import type { IdSet } from '../../../model/id-set.js';
import { requireNative } from '../../../runtime/native-packages.js';
import { checkCount, checkIds, checkVectors, withoutKnown } from '../../check-vectors.js';
import { dot } from '../../math/dot-product.js';
import { createIdRandom } from '../../math/id-random.js';
import { sortNeighbours, TopK } from '../../math/top-k.js';
import type { Neighbours } from '../../port.js';

const { HierarchicalNSW } = requireNative('hnswlib-node') as typeof Hnswlib;

/** Shape of the graph; a persisted graph of another shape is not used. */
export interface GraphParameters {
  /** Links of a node on each level (twice as many on the lowest). */
  m: number;
  /** Candidates examined when a node is added. */
  efConstruction: number;
}

/** M = 24 rather than the usual 16: near-duplicates use up the links that lead elsewhere (docs/adr/0003-hnsw-engine.md). */
export const GRAPH_PARAMETERS: GraphParameters = { m: 24, efConstruction: 200 };

/**
 * Candidates examined in a search; at least this many, and at least `k`. Among 1,000 photos of one vector, a search with 64
 * lost up to 3 of 2,100 others, with 128 none; it costs some tenths of a millisecond.
 */
const EF_SEARCH = 128;

/** A search for this many neighbours or more must miss nothing: with twice as many candidates, none beside 1,000 near-duplicates was lost. */
const WIDE_FROM = 500;
const WIDE_EF = 1000;

/** Fixed, so that the same vectors in the same order make the same graph. */
const SEED = 7;

/**
 * Length of the jitter that is added to each vector. Identical vectors link only to each other, which disconnects the rest of the graph:
 * beside 1,000 identical vectors, 97 to all of 500 others were lost, with this jitter 0 to 3. Cosines change by some 0.00001.
 */
const JITTER = 3e-4;

/** Up to this many allowed ids, comparing with each is faster than a filtered walk of the graph. */
const COMPARE_ALLOWED_UP_TO = 1000;

/**
 * The native graph behind checks that reject all input that would abort the process, spoil the graph or return nonsense.
 * Synchronous, about a millisecond for a vector added; use it in a worker.
 */
export class HnswGraph {
  readonly dim: number;
  readonly #native: Hnswlib.HierarchicalNSW;
  readonly #live: Set<number>;
  /** Every id that the native graph has ever held: it cannot hold a removed id again. */
  readonly #seen: Set<number>;

  private constructor(dim: number, native: Hnswlib.HierarchicalNSW, seen: number[], removed: readonly number[]) {
    this.dim = dim;
    this.#native = native;
    this.#seen = new Set(seen);
    this.#live = new Set(seen);
    for (const id of removed) this.#live.delete(id);
  }

  static create(dim: number, parameters: GraphParameters = GRAPH_PARAMETERS): HnswGraph {
    // Vectors have norm 1: the inner product is the cosine, and the native cosine space would only normalise again.
    const native = new HierarchicalNSW('ip', dim);
    native.initIndex({
      maxElements: 1024,
      m: parameters.m,
      efConstruction: parameters.efConstruction,
      randomSeed: SEED,
    });
    return new HnswGraph(dim, native, [], []);
  }

  /**
   * Reads a file whose checksum was verified. Always into a fresh native object: a failed read leaves one behind that
   * crashes later.
   * @param removed ids that were removed before the file was written
   */
  static read(file: string, dim: number, removed: readonly number[]): HnswGraph {
    const native = new HierarchicalNSW('ip', dim);
    try {
      native.readIndexSync(file);
    } catch (cause) {
      throw new PhotoseekError('graph-invalid', `The graph ${file} cannot be read.`, { cause });
    }
    return new HnswGraph(dim, native, native.getIdsList(), removed);
  }

  /** How many vectors can be found. */
  get size(): number {
    return this.#live.size;
  }

  /** The ids of vectors that can be found. */
  get liveIds(): number[] {
    return [...this.#live];
  }

  /** Removed vectors that still take up space; when they are many, a new graph is better. */
  get removedIds(): number[] {
    return [...this.#seen].filter((id) => !this.#live.has(id));
  }

  /** Whether an id is here, or was until it was removed. */
  knows(id: number): boolean {
    return this.#seen.has(id);
  }

  /** Ids that are here, or were removed, are not added again. */
  add(given: readonly number[], data: Float32Array): void {
    checkIds(given);
    checkVectors(data, given.length, this.dim);
    const { ids, vectors } = withoutKnown(given, data, this.dim, this);
    const needed = this.#seen.size + ids.length;
    if (needed > this.#native.getMaxElements()) this.#native.resizeIndex(Math.ceil(needed * 1.5));
    ids.forEach((id, i) => {
      this.#native.addPoint(jitter(vectors.subarray(i * this.dim, (i + 1) * this.dim), id), id);
      this.#seen.add(id);
      this.#live.add(id);
    });
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) if (this.#live.delete(id)) this.#native.markDelete(id);
  }

  search(vector: Float32Array, k: number, allow?: IdSet): Neighbours {
    checkCount(k);
    checkVectors(vector, 1, this.dim);
    if (allow !== undefined && allow.size <= COMPARE_ALLOWED_UP_TO) return this.compareWith(allow, vector, k);
    // After many removals, a walk visits mostly removed nodes; comparing with the few that are left is faster.
    const isThinned = this.size < this.#seen.size && this.size <= COMPARE_ALLOWED_UP_TO;
    if (allow === undefined && isThinned) return this.compareWith(this.#live, vector, k);
    const count = Math.min(k, this.size);
    if (count === 0) return { ids: [], cosines: [] };
    this.#native.setEf(Math.max(count, count < WIDE_FROM ? EF_SEARCH : WIDE_EF));
    // Called for every node that is visited, from native code: it must not throw.
    const filter = allow === undefined ? undefined : (id: number) => allow.has(id);
    const { neighbors, distances } = this.#native.searchKnn(toNumbers(vector), count, filter);
    // The native order of equal distances changes between runs.
    return sortNeighbours(
      neighbors,
      distances.map((distance) => 1 - distance),
    );
  }

  /** The vector of an id, with its jitter. */
  vectorOf(id: number): Float32Array | undefined {
    return this.#live.has(id) ? Float32Array.from(this.#native.getPoint(id)) : undefined;
  }

  /** Writes the native file. It reports success on a full disk too: the caller verifies what was written. */
  write(file: string): void {
    this.#native.writeIndexSync(file);
  }

  /** The exact answer among some ids; some microseconds each. */
  compareWith(allow: Iterable<number>, vector: Float32Array, k: number): Neighbours {
    const best = new TopK(k);
    for (const id of allow) {
      const other = this.vectorOf(id);
      if (other === undefined) continue;
      best.push(id, dot(other, vector));
    }
    return best.finish();
  }
}

/** The plain array that the native library takes; sixteen times as fast as `Array.from`. */
function toNumbers(vector: Float32Array): number[] {
  const numbers = new Array<number>(vector.length);
  for (let i = 0; i < vector.length; i++) numbers[i] = vector[i] as number;
  return numbers;
}

/** The vector with its jitter, which depends on the id only, as the plain array that the native library takes. */
function jitter(vector: Float32Array, id: number): number[] {
  // Evenly distributed numbers of this width have the standard deviation that makes the jitter JITTER long.
  const width = JITTER * Math.sqrt(12 / vector.length);
  const random = createIdRandom(id);
  return Array.from(vector, (value) => value + width * (random() - 0.5));
}
