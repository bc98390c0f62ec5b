import type { IdSet } from '../model/id-set.js';

/** Neighbours of a query, best first; both arrays have the same length. */
export interface Neighbours {
  ids: number[];
  /** −1…1, higher is nearer. */
  cosines: number[];
}

/** Narrows a search, or ends it early. */
export interface NeighbourOptions {
  /** Only these ids may be found; ids that the index does not hold are ignored. */
  allow?: IdSet | undefined;
  signal?: AbortSignal | undefined;
}

/** Unit vectors under their ids. */
export interface VectorBatch {
  /** 1…2³²−1, each once. */
  ids: readonly number[];
  /** `ids.length * dim` numbers, one vector after the other. */
  data: Float32Array;
}

/** How far an index has followed its source: it reflects every addition and removal up to here. */
export interface Cursor {
  lastVectorId: number;
  lastRemovedSeq: number;
}

/** One step of following a source. No id is both added and removed by it. */
export interface IndexChange {
  add: VectorBatch;
  /** Ids that the index does not hold are ignored. */
  remove: readonly number[];
  /** Where the index stands after this step. */
  cursor: Cursor;
  /** How many vectors the source holds: lets an engine reserve memory before a long series of steps. */
  expectedSize?: number;
  /**
   * Where the follower believes the index to stand. An index that several processes share leaves out a step that begins elsewhere: another
   * process was first, and `cursor` tells where to go on. Others ignore it.
   */
  after?: Cursor;
}

/** Capabilities of an engine. `SpaceFollower` makes up for those that are missing. */
export interface EngineCapabilities {
  /** `ids`: the engine honours `allow`. `none`: it ignores `allow`, so its answers must be filtered. */
  filter: 'ids' | 'none';
  /** The largest `k` it answers. */
  maxK: number;
  /** Whether it runs on another machine, so that a round trip costs more than a comparison of a few hundred vectors. */
  isRemote: boolean;
  /** Searches are computed by the calling thread, from memory. Default: `false`. */
  isInline?: boolean;
  /**
   * Its cosines are off by some thousandths, and neighbours may be missing or change places accordingly. Asked for more than is wanted, it finds
   * them all, and `completeSearch` puts them in order by the vectors of the source.
   */
  isApproximate?: boolean;
}

/** How many vectors can be found, and how. */
export interface IndexStatus {
  /** `indexed + unindexed`. */
  size: number;
  indexed: number;
  /** Found by comparison until they are indexed. */
  unindexed: number;
}

/**
 * An index of the unit vectors of one space: a cache of a source of vectors that it follows by a cursor. Ids are 1…2³²−1, and an id
 * names the same vector for ever: it is not reused after a removal.
 *
 * Input is checked before native code sees it. A wrong length, a number that is not finite, an id outside its range or twice in one batch
 * throw PhotoseekError `vector-invalid`, a bad `k` throws `bad-argument`, and both leave the index unchanged. After `close`, everything
 * is rejected with `library-closed`.
 */
export interface VectorIndex {
  /** Name of the engine: `exact`, `hnsw`… */
  readonly engine: string;
  readonly capabilities: EngineCapabilities;
  readonly dim: number;
  /**
   * How far the index has followed its source, as of the last step or search; `undefined` while it is new. Persistent engines store it with their
   * data.
   */
  cursor(): Promise<Cursor | undefined>;
  /**
   * Applies a step: all of it or, when it is rejected, nothing. Idempotent: vectors that are there, or were removed, are not added again.
   * The arrays are neither changed nor referenced afterwards.
   */
  apply(change: IndexChange): Promise<void>;
  /**
   * The nearest vectors of each query, in the order of the queries.
   * @param k at least 1, at most `capabilities.maxK`; fewer neighbours are returned where fewer vectors are there or allowed
   */
  search(queries: readonly Float32Array[], k: number, options?: NeighbourOptions): Promise<Neighbours[]>;
  /**
   * Indexes what is unindexed and persists the index where it changed. Searches are answered meanwhile. An engine for which that costs
   * much whatever the number may leave some unindexed: its persisted cursor stays before them.
   */
  flush(onProgress?: (status: IndexStatus) => void): Promise<void>;
  /** As of the last answer of the engine. */
  status(): IndexStatus;
  /** Empties the index and deletes what is persisted of it. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Identity that a persisted index must match before it is used. */
export interface SpaceIdentity {
  /** The catalogue it follows; an index never serves another one. */
  libraryId: string;
  /** The space: model revision and dtype. */
  space: string;
  dim: number;
}

/** A space, and where a persistent engine stores its index. */
export interface IndexLocation {
  identity: SpaceIdentity;
  /** Path of the sidecar, for example `…/graph-1.json`. Other files of the index lie beside it and begin with its name. */
  path: string;
}

/** A kind of index, by which indexes are opened. */
export interface Engine {
  readonly name: string;
  /** Opens the persisted index of a space; an empty one where there is none, or none that can be used. */
  open(location: IndexLocation): Promise<VectorIndex>;
  /** The cursor of the persisted index, which is not loaded. Engines without this method persist nothing. */
  readCursor?(location: IndexLocation): Promise<Cursor | undefined>;
  /** How an engine on another machine is looked after. */
  remote?: RemoteEngine;
}

/** An engine on another machine: no file tells what it holds. */
export interface RemoteEngine {
  /** Host and database, for people. */
  readonly server: string;
  /** What is there of a space, without following it. */
  readStatus(location: IndexLocation): Promise<IndexStatus>;
  /** Opens what is there of a space, and changes nothing. @throws PhotoseekError `graph-invalid` with the reason where it cannot be used */
  openForCheck(location: IndexLocation): Promise<CheckedIndex>;
  /** Deletes what is there of a space. */
  remove(identity: SpaceIdentity): Promise<void>;
  /** Deletes what is there of other spaces of the same library. @returns how many they were */
  removeOthers(libraryId: string, keep: readonly SpaceIdentity[]): Promise<number>;
}

/** A persisted index that is examined. */
export interface CheckedIndex {
  /** Its size is counted rather than read. */
  index: VectorIndex;
  /** How to ask whether it holds some ids where a search narrowed to them cannot tell. */
  holds?: (ids: readonly number[]) => boolean[];
  /** Where it is and by which version, for people. */
  about?: string;
  /** What is wrong with it beside its vectors, in sentences. */
  problems?: readonly string[];
}
