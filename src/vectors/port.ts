/** A vector finds its neighbours. */

/** Neighbours of a query, best first; both arrays have the same length. */
export interface Neighbours {
  ids: number[];
  /** −1…1, higher is nearer. */
  cosines: number[];
}

/** Narrows a search. */
export interface NeighbourOptions {
  /** Only these ids may be found; ascending, may name ids that are not there. */
  allow?: Uint32Array;
}

/**
 * An index of unit vectors under integer ids (1…2³²−1, never given twice). Everything is checked before native code sees it: a
 * wrong length, a number that is not finite, an id given twice throw PhotoseekError `vector-invalid` and change nothing.
 */
export interface VectorIndex {
  readonly dim: number;
  /** How many vectors can be found. */
  readonly size: number;
  /** @param vectors `ids.length * dim` numbers, one vector after the other; not kept, not changed */
  add(ids: readonly number[], vectors: Float32Array): Promise<void>;
  /** Ids that are not there are passed over. */
  remove(ids: readonly number[]): Promise<void>;
  /** @param k how many at most, at least 1; fewer come when there are fewer */
  search(vector: Float32Array, k: number, options?: NeighbourOptions): Promise<Neighbours>;
  close(): Promise<void>;
}
