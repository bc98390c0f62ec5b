import { IdSet } from '../../model/id-set.js';
import type { Catalogue } from '../../store/catalogue.js';

/** Up to this many in all, asking the catalogue for each is faster than knowing all: whoever searches once asks for no more. */
const ASK_UP_TO = 3000;

/** What passes some filters. */
export interface Matching {
  photoIds: IdSet;
  vectorIds: IdSet;
}

/** Outcomes of filters that are kept: pages, counts and the next words mostly ask for the same ones. */
const KEPT = 8;

/**
 * Which photo each vector of a space belongs to. Knows all of them once many were asked for: a number a vector in memory.
 * Vectors that are gone stay: their ids are never given again.
 */
export class OwnerMap {
  readonly #catalogue: Catalogue;
  readonly #modelId: number;
  /** By vector id; 0: none. */
  #photoOf = new Uint32Array(0);
  #lastVectorId = 0;
  #asked = 0;
  #keptFor = '';
  readonly #kept = new Map<string, Matching>();

  constructor(catalogue: Catalogue, modelId: number) {
    this.#catalogue = catalogue;
    this.#modelId = modelId;
  }

  /** The photo of each vector, in the same order; 0 for vectors that are gone. */
  photosOf(vectorIds: readonly number[]): number[] {
    if (this.#isSeldomAsked(vectorIds.length)) {
      const owners = this.#catalogue.vectors.ownersOf(vectorIds);
      const photos = new Map(owners.map(({ vectorId, photoId }) => [vectorId, photoId]));
      return vectorIds.map((id) => photos.get(id) ?? 0);
    }
    this.#follow();
    return vectorIds.map((id) => this.#photoOf[id] ?? 0);
  }

  /** The vectors of photos. */
  vectorsOf(photoIds: IdSet): IdSet {
    if (this.#isSeldomAsked(photoIds.size))
      return IdSet.from(this.#catalogue.vectors.idsOfPhotos([...photoIds], this.#modelId));
    this.#follow();
    const vectorIds = new Uint32Array(this.#lastVectorId);
    let count = 0;
    for (let id = 1; id <= this.#lastVectorId; id++)
      if (photoIds.has(this.#photoOf[id] as number)) vectorIds[count++] = id;
    return IdSet.fromAscending(vectorIds.subarray(0, count));
  }

  /** What passes filters: as it was found last, unless anything has changed since. */
  recall(find: () => Matching, ...asked: readonly unknown[]): Matching {
    const stamp = this.#catalogue.changeStamp;
    if (stamp !== this.#keptFor) this.#kept.clear();
    this.#keptFor = stamp;
    const key = JSON.stringify(asked);
    const matching = this.#kept.get(key) ?? find();
    this.#kept.delete(key);
    this.#kept.set(key, matching);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    return matching;
  }

  #isSeldomAsked(count: number): boolean {
    this.#asked += count;
    return this.#lastVectorId === 0 && this.#asked <= ASK_UP_TO;
  }

  /** Takes in vectors that came since. */
  #follow(): void {
    const { vectorIds, photoIds } = this.#catalogue.order.listVectors(this.#modelId, this.#lastVectorId);
    const last = vectorIds.at(-1);
    if (last === undefined) return;
    if (last >= this.#photoOf.length) {
      const grown = new Uint32Array(Math.ceil(last * 1.25) + 1);
      grown.set(this.#photoOf);
      this.#photoOf = grown;
    }
    vectorIds.forEach((id, i) => {
      this.#photoOf[id] = photoIds[i] as number;
    });
    this.#lastVectorId = last;
  }
}
