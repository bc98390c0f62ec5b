import { checkNew } from './check-vectors.js';
import { FlatVectors } from './flat-vectors.js';
import type { HnswGraph } from './hnsw-graph.js';
import { mergeNeighbours } from './top-k.js';
import type { NeighbourOptions, Neighbours } from './types.js';

/**
 * A graph, and beside it the vectors that are not linked into it yet. New vectors can be found at once, by comparison; linking them,
 * a millisecond each, is done a few at a time when there is nothing else to do. Synchronous.
 */
export class LinkedVectors {
  readonly #graph: HnswGraph;
  readonly #waiting: FlatVectors;

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
  }

  search(vector: Float32Array, k: number, options?: NeighbourOptions): Neighbours {
    return mergeNeighbours(this.#graph.search(vector, k, options), this.#waiting.search(vector, k, options), k);
  }

  /** Links up to `count` waiting vectors. */
  linkSome(count: number): void {
    const { ids, vectors } = this.#waiting.takeSome(count);
    this.#graph.add(ids, vectors);
  }
}
