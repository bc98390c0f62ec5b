import type { IdSet } from '../model/id-set.js';
import { compareWithAll } from './compare-with-all.js';
import type { Neighbours } from './port.js';
import type { VectorSource } from './source.js';

/** A search asks for more neighbours as long as all it got are relevant: so many are found at once, because the vectors are read once. */
const AT_ONCE = 4096;

/**
 * The first search of a process that searches once: it reads the vectors and compares with them, where an index would first have to be built of them.
 * It may ask for more neighbours of the same queries; for anything else there should be an index.
 */
export class FirstScan {
  /** Vectors that the source held. */
  readonly count: number;
  readonly #source: VectorSource;
  #found:
    | { queries: readonly Float32Array[]; allow: IdSet | undefined; k: number; neighbours: Neighbours[] }
    | undefined;
  #isBegun = false;

  static async begin(source: VectorSource): Promise<FirstScan> {
    return new FirstScan(source, await source.count());
  }

  private constructor(source: VectorSource, count: number) {
    this.#source = source;
    this.count = count;
  }

  /** Whether some vector was asked for. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  /** @returns `undefined` where this is not the first search */
  search(queries: readonly Float32Array[], k: number, allow: IdSet | undefined): Promise<Neighbours[]> | undefined {
    if (!this.#isBegun) return this.#scan(queries, k, allow);
    const found = this.#found;
    const isSame = found?.allow === allow && queries.every((query, i) => query === found?.queries[i]);
    if (found === undefined || !isSame || queries.length !== found.queries.length || k > found.k) return undefined;
    return Promise.resolve(
      found.neighbours.map(({ ids, cosines }) => ({ ids: ids.slice(0, k), cosines: cosines.slice(0, k) })),
    );
  }

  async #scan(queries: readonly Float32Array[], k: number, allow: IdSet | undefined): Promise<Neighbours[]> {
    this.#isBegun = true;
    const most = Math.max(k, AT_ONCE);
    const neighbours = await compareWithAll(this.#source, queries, most, allow);
    this.#found = { queries: [...queries], allow, k: most, neighbours };
    return neighbours.map(({ ids, cosines }) => ({ ids: ids.slice(0, k), cosines: cosines.slice(0, k) }));
  }
}
