import { IdSet } from '../../model/id-set.js';
import type { Neighbours } from '../../vectors/port.js';
import type { SearchParts } from '../search-parts.js';
import type { Allowed } from './allowed.js';

/** A photo and its cosine with the query. */
export interface NearPhoto {
  id: number;
  cosine: number;
}

/** Photos that were found near a vector. */
export interface Retrieved {
  /** Best first, each once. */
  photos: NearPhoto[];
  /** There are no others. */
  isAll: boolean;
}

/** The first question to the index; most answers are complete with it, and a smaller one would cost the graph as much. */
export const FIRST = 128;

/**
 * The photos nearest to a vector.
 * @param atOnce how many are needed, as far as that is known before
 * @param isEnough looks at what was found so far; as long as it says no, and there is more, more is looked at
 * @param most at most so many
 */
export async function retrieve(
  parts: SearchParts,
  vector: Float32Array,
  allowed: Allowed,
  { atOnce, most, isEnough }: { atOnce: number; most: number; isEnough: (found: readonly NearPhoto[]) => boolean },
): Promise<Retrieved> {
  const { vectorIds } = allowed;
  const options = { allow: vectorIds };
  const there = vectorIds?.size ?? parts.space.size;
  if (there === 0) return { photos: [], isAll: true };
  for (let k = Math.min(most, Math.max(atOnce, FIRST)) + allowed.excluded.size; ; ) {
    const [neighbours] = (await parts.space.searchAsOfRefresh([vector], Math.min(k, there), options)) as [Neighbours];
    const found = toPhotos(parts, neighbours, allowed);
    const isAll = k >= there;
    if (isAll || found.length >= most || isEnough(found)) return { photos: found.slice(0, most), isAll };
    // What the graph is asked for decides what it costs: not more than is used, and what was found and may not be shown.
    const hidden = neighbours.ids.length - found.length;
    k = Math.max(k + 1, Math.min(k * 5, most + hidden));
  }
}

/** The cosines of photos with a vector; those without one are missing. */
export async function compareWith(
  parts: SearchParts,
  vector: Float32Array,
  photoIds: readonly number[],
): Promise<Map<number, number>> {
  if (photoIds.length === 0) return new Map();
  const allow = parts.photos.vectorsOf(IdSet.from(photoIds));
  if (allow.size === 0) return new Map();
  const [{ ids, cosines }] = (await parts.space.searchAsOfRefresh([vector], allow.size, { allow })) as [Neighbours];
  const photos = parts.photos.photosOf(ids);
  return new Map(photos.map((id, i) => [id, cosines[i] as number]));
}

function toPhotos({ photos }: SearchParts, { ids, cosines }: Neighbours, allowed: Allowed): NearPhoto[] {
  const seen = new Set<number>();
  const found: NearPhoto[] = [];
  photos.photosOf(ids).forEach((id, i) => {
    // Removed a moment ago by another process, or another frame of a photo that is there already.
    if (id === 0 || seen.has(id) || id > allowed.lastPhotoId || allowed.excluded.has(id)) return;
    seen.add(id);
    found.push({ id, cosine: cosines[i] as number });
  });
  return found;
}
