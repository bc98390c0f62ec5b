import { checkCount, checkNew, checkVectors } from '../../check-vectors.js';
import { mergeNeighbours } from '../../math/top-k.js';
import type { NeighbourOptions, Neighbours } from '../../port.js';
import { FlatVectors } from '../exact/flat-vectors.js';
import type { HnswGraph } from './hnsw-graph.js';
import { QuantisedVectors } from './quantised-vectors.js';

/** Up to this share of the graph, comparing with every allowed vector takes less time than a filtered walk (docs/adr/0003-graph.md). */
const COMPARE_UP_TO_SHARE = 0.1;

/** So few are read from the graph one by one in less than a millisecond: the photos of a page that were found by their words. */
const COMPARE_WITHOUT_COPIES = 20;

/**
 * A graph, and beside it the vectors that are not linked into it yet. New vectors can be found at once, by comparison; linking them,
 * a millisecond each, is done a few at a time when there is nothing else to do. Synchronous.
 */
export class BufferedGraph {
  readonly #graph: HnswGraph;
  readonly #waiting: FlatVectors;
  /** What is in the graph, for filters that few pass. Made when the first of those is asked for: it takes half as much memory again. */
  #compact: QuantisedVectors | undefined;
  #uncopied: number[] = [];

  constructor(graph: HnswGraph) {
    this.#graph = graph;
    this.#waiting = new FlatVectors(graph.dim);
  }

  get size(): number {
    return this.#graph.size + this.#waiting.size;
  }

  /** How many vectors are not linked yet. */
  get pending(): number {
    return this.#waiting.size;
  }

  get graph(): HnswGraph {
    return this.#graph;
  }

  add(ids: readonly number[], vectors: Float32Array): void {
    // Now, for all of them: linking happens later, where nobody could be told.
    checkNew(ids, this.#graph, this.#waiting);
    this.#waiting.add(ids, vectors);
  }

  remove(ids: readonly number[]): void {
    this.#waiting.remove(ids);
    this.#graph.remove(ids);
    for (const id of ids) this.#compact?.remove(id);
  }

  search(vector: Float32Array, k: number, options: NeighbourOptions = {}): Neighbours {
    return mergeNeighbours(this.#searchGraph(vector, k, options), this.#waiting.search(vector, k, options), k);
  }

  /** How many compact copies are wanted and not made yet; until then, filtered searches take longer. */
  get uncopied(): number {
    return this.#uncopied.length;
  }

  /** Makes up to `count` of them. */
  copySome(count: number): void {
    for (const id of this.#uncopied.splice(-count)) {
      const vector = this.#graph.vectorOf(id);
      if (vector !== undefined) this.#compact?.add(id, vector);
    }
  }

  /** Links up to `count` waiting vectors. */
  linkSome(count: number): void {
    const { ids, vectors } = this.#waiting.takeSome(count);
    this.#graph.add(ids, vectors);
    const { dim } = this.#graph;
    ids.forEach((id, i) => {
      this.#compact?.add(id, vectors.subarray(i * dim, (i + 1) * dim));
    });
  }

  #searchGraph(vector: Float32Array, k: number, options: NeighbourOptions): Neighbours {
    const { allow } = options;
    if (allow === undefined || allow.length > COMPARE_UP_TO_SHARE * this.#graph.size)
      return this.#graph.search(vector, k, options);
    if (this.#compact === undefined && allow.length > COMPARE_WITHOUT_COPIES) {
      this.#compact = new QuantisedVectors(this.#graph.dim);
      this.#uncopied = this.#graph.liveIds;
    }
    if (this.#compact === undefined || this.uncopied > 0) return this.#graph.search(vector, k, options);
    checkCount(k);
    checkVectors(vector, 1, this.#graph.dim);
    return this.#compact.search(vector, allow, k);
  }
}
