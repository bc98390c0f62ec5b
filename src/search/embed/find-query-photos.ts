import type { SearchContext } from '../context.js';
import type { EmbeddedQuery } from '../model.js';

/** Photos of the library that are the query, or were it before their file changed. */
export function findQueryPhotos({ catalogue }: SearchContext, embedded: EmbeddedQuery | undefined): Set<number> {
  const ids = new Set<number>();
  for (const { photoId, path, partOf } of embedded?.images ?? []) {
    if (photoId !== undefined) ids.add(photoId);
    const before = partOf ?? (path === undefined ? undefined : catalogue.files.findPhotoByPath(path));
    if (before !== undefined && catalogue.files.getPhoto(before)?.files.length === 1) ids.add(before);
  }
  return ids;
}
