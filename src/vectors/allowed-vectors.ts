import type { IdSet } from '../model/id-set.js';
import { FlatVectors } from './flat-vectors.js';
import { readChunks } from './read-chunks.js';
import type { VectorSource } from './source.js';

/** Vectors that are kept in memory, at most: 64 MB at 512 dimensions. */
const MOST_KEPT = 32_768;

/**
 * The vectors of recent filters: further queries under the same filter, and further pages, are compared with them in a millisecond or so, where
 * reading them from the source takes some microseconds each.
 */
export class AllowedVectors {
  readonly #source: VectorSource;
  /** In the order of their last use. */
  readonly #kept = new Map<IdSet, FlatVectors>();
  #keptCount = 0;
  /** Filters that were searched with before. */
  readonly #seen = new WeakSet<IdSet>();
  /** The last removal of which they know. */
  #upTo = -1;

  constructor(source: VectorSource) {
    this.#source = source;
  }

  /**
   * Whether comparing is worth it though a search by the engine may take less time: the vectors are in memory, or the filter is searched with for the second
   * time, and probably again.
   */
  isWanted(allow: IdSet): boolean {
    if (allow.size > MOST_KEPT) return false;
    if (this.#seen.has(allow)) return true;
    this.#seen.add(allow);
    return false;
  }

  /** @returns `undefined` where there are too many to keep them in memory */
  async read(allow: IdSet): Promise<FlatVectors | undefined> {
    if (allow.size > MOST_KEPT) return undefined;
    const lastRemovedSeq = await this.#source.lastRemovedSeq();
    if (lastRemovedSeq !== this.#upTo) this.#clear();
    this.#upTo = lastRemovedSeq;
    const kept = this.#kept.get(allow) ?? (await this.#readAnew(allow));
    this.#keep(allow, kept);
    return kept;
  }

  async #readAnew(allow: IdSet): Promise<FlatVectors> {
    const vectors = new FlatVectors(this.#source.identity.dim);
    vectors.reserve(allow.size);
    for await (const { ids, data } of readChunks(this.#source, allow)) vectors.add(ids, data);
    return vectors;
  }

  #keep(allow: IdSet, vectors: FlatVectors): void {
    if (!this.#kept.delete(allow)) this.#keptCount += allow.size;
    this.#kept.set(allow, vectors);
    for (const oldest of this.#kept.keys()) {
      if (this.#keptCount <= MOST_KEPT) return;
      this.#kept.delete(oldest);
      this.#keptCount -= oldest.size;
    }
  }

  #clear(): void {
    this.#kept.clear();
    this.#keptCount = 0;
  }
}
