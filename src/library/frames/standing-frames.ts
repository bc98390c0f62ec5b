import type { SpaceRow } from '../../model/space.js';
import { Lru } from '../../runtime/lru.js';
import type { Catalogue } from '../../store/catalogue.js';
import { findNearestToMean } from '../../vectors/math/nearest-to-mean.js';

/** Films whose standing frame is remembered: those that a page shows are asked for again and again. */
const MAX_CACHED = 1024;

/**
 * The frames that stand for films: of each the one that is nearest to the mean of all. Films begin with black, titles and hands before the lens;
 * what most of a film shows lies in the middle of its vectors. To find it, all of these are read: it is remembered until anything changes in
 * the catalogue.
 */
export class StandingFrames {
  readonly #catalogue: Pick<Catalogue, 'vectors' | 'changeStamp'>;
  readonly #cached = new Lru<string, number>(MAX_CACHED);
  #cachedFor = '';

  constructor(catalogue: Pick<Catalogue, 'vectors' | 'changeStamp'>) {
    this.#catalogue = catalogue;
  }

  /** The ordinal of the frame of a film; 0 where it has no vectors. */
  find(photoId: number, { id: spaceId, dim }: Pick<SpaceRow, 'id' | 'dim'>): number {
    const { changeStamp, vectors } = this.#catalogue;
    if (changeStamp !== this.#cachedFor) this.#cached.clear();
    this.#cachedFor = changeStamp;
    return this.#cached.getOrMake(`${spaceId} ${photoId}`, () => {
      const frames = vectors.ofFrames([photoId], spaceId, dim).get(photoId) ?? [];
      return frames[findNearestToMean(frames.map(({ vector }) => vector))]?.ordinal ?? 0;
    });
  }
}
