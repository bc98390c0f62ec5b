import { createRequire } from 'node:module';
import { PhotoseekError } from '../../../errors.js';
import { findPrebuilt } from '../../../runtime/native-packages.js';
import { createIdRandom } from '../../math/id-random.js';

/** The native class, below the JavaScript of the package: that would turn vectors of 8-bit integers into floats and scale them anew. */
interface NativeIndex {
  size(): number;
  dimensions(): number;
  connectivity(): number;
  add(keys: BigUint64Array, vectors: Int8Array, threads: number): void;
  /** Keys, distances and how many of them count, for each query. */
  search(queries: Int8Array, k: number, threads: number): [BigUint64Array, Float32Array, BigUint64Array];
  contains(keys: BigUint64Array): boolean[];
  save(path: string): void;
  load(path: string): void;
  view(path: string): void;
}

interface Binding {
  CompiledIndex: new (
    dimensions: number,
    metric: 'cos',
    scalar: 'i8',
    connectivity: number,
    expansionAdd: number,
    expansionSearch: number,
    isMulti: false,
  ) => NativeIndex;
}

/** Shape of the graph; a persisted graph of another shape is not used. */
export const GRAPH_SHAPE = { m: 24, efConstruction: 200 } as const;

/** Candidates examined in a search: at least so many, and at least as many as are wanted. */
const EF_SEARCH = 192;

/** Largest quantised number. */
const RANGE = 127;

let binding: Binding | undefined;

function load(): Binding {
  if (binding !== undefined) return binding;
  const file = findPrebuilt('usearch');
  if (file === undefined) {
    throw new PhotoseekError(
      'native-missing',
      `There is no prebuilt file of usearch for ${process.platform} ${process.arch}.`,
      { hint: 'Leave out the option engine: another engine is chosen then.', details: { package: 'usearch' } },
    );
  }
  binding = createRequire(import.meta.url)(file) as Binding;
  return binding;
}

/**
 * A graph of vectors of 8-bit integers, in memory or mapped from a file. Vectors are quantised by their own largest number: cosines
 * do not depend on their lengths, so each uses the whole range. Cosines are off by about 0.001. Synchronous.
 */
export class NativeGraph {
  readonly dim: number;
  readonly #native: NativeIndex;

  private constructor(dim: number) {
    const { CompiledIndex } = load();
    this.dim = dim;
    this.#native = new CompiledIndex(dim, 'cos', 'i8', GRAPH_SHAPE.m, GRAPH_SHAPE.efConstruction, EF_SEARCH, false);
  }

  static create(dim: number): NativeGraph {
    return new NativeGraph(dim);
  }

  /** Reads a file into memory. Its bytes must have been checked: native code dies on others. */
  static load(file: string, dim: number): NativeGraph {
    return NativeGraph.#from(file, dim, (native) => native.load(file));
  }

  /** Maps a file into memory. Its bytes must have been checked, and must not change while the graph is in use: the process would die. */
  static view(file: string, dim: number): NativeGraph {
    return NativeGraph.#from(file, dim, (native) => native.view(file));
  }

  static #from(file: string, dim: number, read: (native: NativeIndex) => void): NativeGraph {
    const graph = new NativeGraph(dim);
    try {
      read(graph.#native);
    } catch (cause) {
      throw new PhotoseekError('graph-invalid', `The graph ${file} cannot be read.`, { cause });
    }
    // The native code takes over dimension and shape of any file.
    const found = graph.#native.dimensions();
    if (found !== dim || graph.#native.connectivity() !== GRAPH_SHAPE.m)
      throw new PhotoseekError('graph-invalid', `The graph ${file} has dimension ${found}, expected ${dim}.`);
    return graph;
  }

  get size(): number {
    return this.#native.size();
  }

  /** Which of some ids are here. */
  has(ids: readonly number[]): boolean[] {
    return ids.length === 0 ? [] : this.#native.contains(toKeys(ids));
  }

  /** Ids must not be here. */
  add(ids: readonly number[], vectors: Float32Array, threads: number): void {
    const { dim } = this;
    const quantised = new Int8Array(vectors.length);
    ids.forEach((id, i) => {
      quantiseStored(vectors.subarray(i * dim, (i + 1) * dim), id, quantised.subarray(i * dim, (i + 1) * dim));
    });
    this.#native.add(toKeys(ids), quantised, threads);
  }

  /** The k nearest of all, and their cosines, in the graph's order. */
  search(query: Float32Array, k: number): { ids: number[]; cosines: number[] } {
    const count = Math.min(k, this.size);
    if (count === 0) return { ids: [], cosines: [] };
    const [keys, distances, [found]] = this.#native.search(quantise(query), count, 1);
    const ids = new Array<number>(Number(found));
    const cosines = new Array<number>(ids.length);
    for (let i = 0; i < ids.length; i++) {
      ids[i] = Number(keys[i]);
      cosines[i] = 1 - (distances[i] as number);
    }
    return { ids, cosines };
  }

  save(file: string): void {
    this.#native.save(file);
  }
}

function toKeys(ids: readonly number[]): BigUint64Array {
  const keys = new BigUint64Array(ids.length);
  for (let i = 0; i < ids.length; i++) keys[i] = BigInt(ids[i] as number);
  return keys;
}

function findScale(vector: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < vector.length; i++) peak = Math.max(peak, Math.abs(vector[i] as number));
  return peak === 0 ? 0 : RANGE / peak;
}

function quantise(vector: Float32Array): Int8Array {
  const scale = findScale(vector);
  const quantised = new Int8Array(vector.length);
  for (let i = 0; i < vector.length; i++) quantised[i] = Math.round((vector[i] as number) * scale);
  return quantised;
}

/**
 * Rounds up or down at random, up the more often the nearer that is; the random numbers depend on the id only. Identical vectors would link only
 * to each other, which hides the rest of the graph; rounded in this way they differ a little.
 */
function quantiseStored(vector: Float32Array, id: number, target: Int8Array): void {
  const scale = findScale(vector);
  const random = createIdRandom(id);
  for (let i = 0; i < vector.length; i++)
    target[i] = Math.max(-RANGE, Math.min(RANGE, Math.floor((vector[i] as number) * scale + random())));
}
