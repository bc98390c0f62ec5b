import type { Filter } from '../query/types.js';
import type { SearchParts } from '../search-parts.js';

/** What may be found. */
export interface Allowed {
  /** Ascending; `undefined`: every photo. */
  photoIds: Uint32Array | undefined;
  /** The same as vectors. */
  vectorIds: Uint32Array | undefined;
  /** Photos with higher ids came after the first page was given. */
  lastPhotoId: number;
  /** Photos that are the query. */
  excluded: ReadonlySet<number>;
  /** Whether a photo may be found. */
  has(photoId: number): boolean;
}

/** Photos that fulfil the filters and lie where the reader may look. */
export function listAllowed(
  { catalogue, model, photos, within }: SearchParts,
  filters: readonly Filter[],
  { lastPhotoId, excluded }: Pick<Allowed, 'lastPhotoId' | 'excluded'>,
): Allowed {
  const isEverything = filters.length === 0 && within === undefined;
  const photoIds = isEverything ? undefined : catalogue.filters.listMatching(filters, { within, modelId: model.id });
  const known = photoIds && new Set(photoIds);
  return {
    photoIds,
    vectorIds: photoIds && photos.vectorsOf(photoIds),
    lastPhotoId,
    excluded,
    has: (id) => id <= lastPhotoId && !excluded.has(id) && (known === undefined || known.has(id)),
  };
}
