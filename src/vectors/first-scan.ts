import type { IdSet } from '../model/id-set.js';
import { compareWithAll } from './compare-with-all.js';
import type { Neighbours } from './port.js';
import type { VectorSource } from './source.js';

/** A search asks for more neighbours as long as all it got are relevant: so many are found at once, because the vectors are read once. */
const AT_ONCE = 4096;

/** The queries of the first search, and the nearest vectors of each. */
interface Scan {
  queries: readonly Float32Array[];
  allow: IdSet | undefined;
  k: number;
  neighbours: Promise<Neighbours[]>;
}

/**
 * The first search of a process that searches once: it reads the vectors and compares with them, where an index would first have to be built of them.
 * It may ask for more neighbours of the same queries; for anything else there should be an index.
 */
export class FirstScan {
  /** Vectors that the source held. */
  readonly count: number;
  readonly #source: VectorSource;
  #scan: Scan | undefined;

  static async begin(source: VectorSource): Promise<FirstScan> {
    return new FirstScan(source, await source.count());
  }

  private constructor(source: VectorSource, count: number) {
    this.#source = source;
    this.count = count;
  }

  /** Whether some vector was asked for. */
  get isBegun(): boolean {
    return this.#scan !== undefined;
  }

  /** @returns `undefined` where this is not the first search */
  search(queries: readonly Float32Array[], k: number, allow: IdSet | undefined): Promise<Neighbours[]> | undefined {
    this.#scan ??= this.#begin(queries, Math.max(k, AT_ONCE), allow);
    const scan = this.#scan;
    const isSame = queries.length === scan.queries.length && queries.every((query, i) => query === scan.queries[i]);
    if (!isSame || allow !== scan.allow || k > scan.k) return undefined;
    return scan.neighbours.then((found) =>
      found.map(({ ids, cosines }) => ({ ids: ids.slice(0, k), cosines: cosines.slice(0, k) })),
    );
  }

  #begin(queries: readonly Float32Array[], k: number, allow: IdSet | undefined): Scan {
    return { queries: [...queries], allow, k, neighbours: compareWithAll(this.#source, queries, k, allow) };
  }
}
