import type { Encoder } from '../encoder/types.js';
import type { MediaPool } from '../media/worker/media-pool.js';
import type { SpaceRow } from '../model/space.js';
import type { Catalogue } from '../store/catalogue.js';
import type { SpaceFollower } from '../vectors/follower.js';
import type { TextVectors } from './embed/text-vectors.js';
import type { OwnerMap } from './retrieve/photo-map.js';

/** What the read side works with. */
export interface SearchParts {
  catalogue: Catalogue;
  model: SpaceRow;
  encoder: Encoder;
  space: SpaceFollower;
  /** Vectors of recent texts. */
  texts: TextVectors;
  /** Which vector is which photo's. */
  photos: OwnerMap;
  /** Started only when a picture must be decoded. */
  media: () => MediaPool;
  /** Only what lies below this folder exists; `undefined`: everything does. */
  within?: string | undefined;
  /** Tags the photos that were indexed since the last tagging; awaited before a query with a `tag:` filter is answered. */
  updateTags?: ((signal?: AbortSignal) => Promise<void>) | undefined;
  /** Gets the picture at an address; without it, addresses are refused. */
  fetchUrl?: ((url: string, signal?: AbortSignal) => Promise<Uint8Array>) | undefined;
}
