import type { Filter } from '../../model/filter.js';
import { IdSet } from '../../model/id-set.js';
import type { SearchParts } from '../search-parts.js';
import type { Matching } from './photo-map.js';

/** What may be found. */
export interface Allowed {
  /** `undefined`: every photo. */
  photoIds: IdSet | undefined;
  /** The same as vectors. */
  vectorIds: IdSet | undefined;
  /** Photos with higher ids came after the first page was given. */
  lastPhotoId: number;
  /** Photos that are the query. */
  excluded: ReadonlySet<number>;
  /** Whether a photo may be found. */
  has(photoId: number): boolean;
}

/** Photos that fulfil the filters and lie where the reader may look. */
export function listAllowed(
  parts: SearchParts,
  filters: readonly Filter[],
  { lastPhotoId, excluded }: Pick<Allowed, 'lastPhotoId' | 'excluded'>,
): Allowed {
  const isEverything = filters.length === 0 && parts.within === undefined;
  const matching = isEverything
    ? undefined
    : parts.photos.recall(() => listMatching(parts, filters), filters, parts.within);
  return {
    photoIds: matching?.photoIds,
    vectorIds: matching?.vectorIds,
    lastPhotoId,
    excluded,
    has: (id) => id <= lastPhotoId && !excluded.has(id) && (matching === undefined || matching.photoIds.has(id)),
  };
}

function listMatching({ catalogue, model, photos, within }: SearchParts, filters: readonly Filter[]): Matching {
  const photoIds = IdSet.fromAscending(catalogue.filters.listMatching(filters, { within, spaceId: model.id }));
  return { photoIds, vectorIds: photos.vectorsOf(photoIds) };
}
