import { FlatVectors } from '../../flat-vectors.js';
import { mergeNeighbours } from '../../math/top-k.js';
import type { Neighbours } from '../../port.js';

/** Vectors that are not in the graph yet, those of a merge under way among them. Queries are compared with each. */
export class WaitingVectors {
  readonly #dim: number;
  /** For the next merge. */
  #next: FlatVectors;
  /** Those that waited when the merge under way began. */
  #merging: FlatVectors | undefined;
  /** Ids of vectors that were removed while they waited. */
  readonly #gone = new Set<number>();

  constructor(dim: number) {
    this.#dim = dim;
    this.#next = new FlatVectors(dim);
  }

  get size(): number {
    return this.#next.size + (this.#merging?.size ?? 0);
  }

  /** How many the next merge has to merge. */
  get sizeOfNext(): number {
    return this.#next.size;
  }

  get gone(): ReadonlySet<number> {
    return this.#gone;
  }

  /** Whether an id waits, or has waited until it was removed. */
  knows(id: number): boolean {
    return this.#gone.has(id) || this.#isHeld(id);
  }

  add(ids: readonly number[], vectors: Float32Array): void {
    this.#next.add(ids, vectors);
  }

  /** @returns whether it waited */
  remove(id: number): boolean {
    if (!this.#isHeld(id)) return false;
    this.#next.remove([id]);
    this.#merging?.remove([id]);
    this.#gone.add(id);
    return true;
  }

  search(query: Float32Array, k: number): Neighbours {
    const nearest = this.#next.search(query, k);
    return this.#merging === undefined ? nearest : mergeNeighbours(nearest, this.#merging.search(query, k), k);
  }

  /** Takes out those for the next merge that a graph holds now. */
  forgetHeld(hasEach: (ids: readonly number[]) => readonly boolean[]): void {
    const { ids } = this.#next;
    const isThere = hasEach(ids);
    this.#next.forget(ids.filter((_, i) => isThere[i]));
  }

  /** Those that wait are merged from now on. They are found until the merge has ended. */
  beginMerge(): FlatVectors {
    const merging = this.#next;
    this.#merging = merging;
    this.#next = new FlatVectors(this.#dim);
    return merging;
  }

  /** @param isMerged whether they are in the graph; otherwise, they wait again */
  endMerge({ isMerged }: { isMerged: boolean }): void {
    const merging = this.#merging;
    this.#merging = undefined;
    if (merging === undefined || isMerged) return;
    const { ids, data } = merging.read(merging.ids);
    this.#next.add(ids, data);
  }

  clear(): void {
    this.#next = new FlatVectors(this.#dim);
    this.#gone.clear();
  }

  #isHeld(id: number): boolean {
    return this.#next.knows(id) || this.#merging?.knows(id) === true;
  }
}
