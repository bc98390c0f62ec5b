import type { Filter } from '../../model/filter.js';
import { isEverything } from '../../model/read-scope.js';
import type { SearchContext } from '../context.js';
import type { VectorSelection } from '../spaces/owner-map.js';
import type { Space } from '../spaces/space.js';
import type { PhotoIds } from './photo-filter.js';

/** The photos that a search may return. */
export interface Allowed {
  /** `undefined`: every photo. */
  photoIds: PhotoIds | undefined;
  /** Photos with higher ids were added after the first page was given. */
  lastPhotoId: number;
  /** Photos that are the query. */
  excluded: ReadonlySet<number>;
  /** See `SearchContext.stamp`. */
  stamp: string | undefined;
  /** Whether a photo may be found. */
  has(photoId: number): boolean;
  /** The vectors of {@link photoIds} in a space; `undefined`: all. */
  in(space: Space): VectorSelection | undefined;
}

/** Photos that fulfil the filters and exist for the reader. */
export function listAllowed(
  { filterCache, spaces, scope, stamp }: SearchContext,
  filters: readonly Filter[],
  { lastPhotoId, excluded }: Pick<Allowed, 'lastPhotoId' | 'excluded'>,
): Allowed {
  const isAny = filters.length === 0 && isEverything(scope);
  const filtered = isAny ? undefined : filterCache.list(filters, { scope, spaceId: spaces.default.row.id });
  const photoIds = filtered?.photoIds;
  return {
    photoIds,
    lastPhotoId,
    excluded,
    stamp,
    has: (id) => id <= lastPhotoId && !excluded.has(id) && (photoIds === undefined || photoIds.has(id)),
    in: (space) => filtered?.in(space),
  };
}
