import type { IdSet } from '../../../model/id-set.js';
import { checkCount, checkIds, checkVectors, withoutKnown } from '../../check-vectors.js';
import { FlatVectors } from '../../flat-vectors.js';
import { mergeNeighbours } from '../../math/top-k.js';
import type { Neighbours, VectorBatch } from '../../port.js';
import { QuantisedVectors } from '../../quantised-vectors.js';
import type { HnswGraph } from './hnsw-graph.js';

/** Up to this share of the graph, comparing with every allowed vector takes less time than a filtered walk (docs/adr/0003-hnsw-engine.md). */
const COMPARE_UP_TO_SHARE = 0.1;

/** So few are read from the graph one by one in less than a millisecond: the photos of a page that were found by their text. */
const COMPARE_WITHOUT_QUANTISED = 20;

/**
 * A graph, and beside it the vectors that are not indexed yet. New vectors are found at once, by comparison; adding them to the graph takes
 * a millisecond each and is done a few at a time when the thread is idle. Synchronous.
 */
export class BufferedGraph {
  readonly #graph: HnswGraph;
  readonly #unindexed: FlatVectors;
  /**
   * Quantised vectors of the graph, for narrow filters. Made when the first narrow filter is searched with: they take half as much memory
   * again.
   */
  #quantised: QuantisedVectors | undefined;
  #unquantised: number[] = [];

  constructor(graph: HnswGraph) {
    this.#graph = graph;
    this.#unindexed = new FlatVectors(graph.dim);
  }

  get indexed(): number {
    return this.#graph.size;
  }

  get unindexed(): number {
    return this.#unindexed.size;
  }

  get graph(): HnswGraph {
    return this.#graph;
  }

  /** A bad batch changes nothing. */
  apply({ ids, data }: VectorBatch, remove: readonly number[]): void {
    // Checked here for all of them: they are indexed later, when the caller has its answer.
    checkIds(ids);
    checkVectors(data, ids.length, this.#graph.dim);
    this.#remove(remove);
    const added = withoutKnown(ids, data, this.#graph.dim, this.#graph);
    this.#unindexed.add(added.ids, added.vectors);
  }

  search(vector: Float32Array, k: number, allow?: IdSet): Neighbours {
    return mergeNeighbours(this.#searchGraph(vector, k, allow), this.#unindexed.search(vector, k, allow), k);
  }

  /** How many quantised vectors are wanted and not made yet; until then, searches with narrow filters take longer. */
  get unquantised(): number {
    return this.#unquantised.length;
  }

  /** Quantises up to `count` vectors. */
  quantiseSome(count: number): void {
    for (const id of this.#unquantised.splice(-count)) {
      const vector = this.#graph.vectorOf(id);
      if (vector !== undefined) this.#quantised?.add(id, vector);
    }
  }

  /** Adds up to `count` unindexed vectors to the graph. */
  indexSome(count: number): void {
    const { ids, vectors } = this.#unindexed.takeSome(count);
    this.#graph.add(ids, vectors);
    const { dim } = this.#graph;
    ids.forEach((id, i) => {
      this.#quantised?.add(id, vectors.subarray(i * dim, (i + 1) * dim));
    });
  }

  #remove(ids: readonly number[]): void {
    this.#unindexed.remove(ids);
    this.#graph.remove(ids);
    for (const id of ids) this.#quantised?.remove(id);
  }

  #searchGraph(vector: Float32Array, k: number, allow: IdSet | undefined): Neighbours {
    if (allow === undefined || allow.size > COMPARE_UP_TO_SHARE * this.#graph.size)
      return this.#graph.search(vector, k, allow);
    if (this.#quantised === undefined && allow.size > COMPARE_WITHOUT_QUANTISED) {
      this.#quantised = new QuantisedVectors(this.#graph.dim);
      this.#unquantised = this.#graph.liveIds;
    }
    if (this.#quantised === undefined || this.unquantised > 0) return this.#graph.search(vector, k, allow);
    checkCount(k);
    checkVectors(vector, 1, this.#graph.dim);
    return this.#quantised.search(vector, k, allow);
  }
}
