import { IdSet } from '../../model/id-set.js';
import type { Catalogue } from '../../store/catalogue.js';

/** Up to this many lookups in all, asking the catalogue for each is faster than reading all owners: a process that searches once does no more. */
const LOOKUPS_BEFORE_READING_ALL = 3000;

/** Vectors that may be found: a set of their ids, or what else the index of their space understands. */
export interface VectorIds {
  readonly size: number;
}

/** The vectors of some photos. */
export interface VectorSelection {
  vectorIds: VectorIds;
  /** How many of the photos have any. */
  readonly photos: number;
  /** The same where more than so many make no difference; absent: it is known. */
  photosUpTo?: (upTo: number) => number;
}

/**
 * Which photo each vector of a space belongs to. Reads all of them once many were asked for: four bytes a vector in memory.
 * Vectors that are gone stay: their ids are never reused.
 */
export class OwnerMap {
  readonly #catalogue: Catalogue;
  readonly #spaceId: number;
  /** By vector id; 0: none. */
  #photoOf = new Uint32Array(0);
  #lastVectorId = 0;
  #lastPhotoId = 0;
  #lookups = 0;
  /** The last count, and what the catalogue's change stamp was then. */
  #counted: { stamp: string; upTo: number; count: number } | undefined;

  constructor(catalogue: Catalogue, spaceId: number) {
    this.#catalogue = catalogue;
    this.#spaceId = spaceId;
  }

  /** The photo of each vector, in the same order; 0 for vectors that are gone. */
  photosOf(vectorIds: readonly number[]): number[] {
    if (this.#isSeldomAsked(vectorIds.length)) {
      const owners = this.#catalogue.vectors.ownersOf(vectorIds);
      const photos = new Map(owners.map(({ vectorId, photoId }) => [vectorId, photoId]));
      return vectorIds.map((id) => photos.get(id) ?? 0);
    }
    const last = this.#lastVectorId;
    // Ids are never reused: those that are known stay as they are.
    if (vectorIds.some((id) => id > last)) this.#follow();
    return vectorIds.map((id) => this.#photoOf[id] ?? 0);
  }

  /** The vectors of photos in this space. */
  select(photoIds: Uint32Array | readonly number[]): VectorSelection {
    if (this.#isSeldomAsked(photoIds.length)) {
      const vectorIds = this.#catalogue.vectors.idsOfPhotos([...photoIds], this.#spaceId);
      return { vectorIds: IdSet.from(vectorIds), photos: new Set(this.photosOf(vectorIds)).size };
    }
    this.#follow();
    const isWanted = new Uint8Array(this.#lastPhotoId + 1);
    for (const id of photoIds) isWanted[id] = 1;
    const vectorIds = new Uint32Array(this.#lastVectorId);
    let vectors = 0;
    let photos = 0;
    for (let id = 1; id <= this.#lastVectorId; id++) {
      const photoId = this.#photoOf[id] as number;
      const seen = isWanted[photoId];
      if (seen === undefined || seen === 0) continue;
      vectorIds[vectors++] = id;
      if (seen === 1) photos++;
      isWanted[photoId] = 2;
    }
    return { vectorIds: IdSet.fromAscending(vectorIds.slice(0, vectors)), photos };
  }

  /**
   * How many photos have a vector in this space.
   * @param upTo counting ends there: the first thousand take less than a millisecond
   * @param stamp see `SearchContext.stamp`
   */
  countPhotos(upTo = Number.MAX_SAFE_INTEGER, stamp = this.#catalogue.changeStamp): number {
    const counted = this.#counted;
    if (counted?.stamp === stamp && (counted.upTo >= upTo || counted.count < counted.upTo))
      return Math.min(counted.count, upTo);
    const count = this.#catalogue.vectors.countPhotos(this.#spaceId, upTo);
    this.#counted = { stamp, upTo, count };
    return count;
  }

  #isSeldomAsked(count: number): boolean {
    this.#lookups += count;
    return this.#lastVectorId === 0 && this.#lookups <= LOOKUPS_BEFORE_READING_ALL;
  }

  /** Reads the owners of vectors that were added since. */
  #follow(): void {
    const { vectorIds, photoIds } = this.#catalogue.order.listVectors(this.#spaceId, this.#lastVectorId);
    const last = vectorIds.at(-1);
    if (last === undefined) return;
    if (last >= this.#photoOf.length) {
      const grown = new Uint32Array(Math.ceil(last * 1.25) + 1);
      grown.set(this.#photoOf);
      this.#photoOf = grown;
    }
    vectorIds.forEach((id, i) => {
      const photoId = photoIds[i] as number;
      this.#photoOf[id] = photoId;
      if (photoId > this.#lastPhotoId) this.#lastPhotoId = photoId;
    });
    this.#lastVectorId = last;
  }
}
