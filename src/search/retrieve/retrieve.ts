import type { Neighbours } from '../../vectors/port.js';
import type { VectorIds } from '../spaces/owner-map.js';
import type { Space } from '../spaces/space.js';
import type { Allowed } from './allowed.js';
import { type Hit, type PhotoHit, poolByPhoto } from './pool-by-photo.js';

/** Photos that were found near a vector. */
export interface Retrieved {
  /** Best first, each once. */
  photos: PhotoHit[];
  /** Vectors of photos that may be found among those that were looked at. */
  vectors: number;
  /** There are no others. */
  isAll: boolean;
}

/** Neighbours asked of the index at first; most answers are complete with them, and fewer would cost the graph as much. */
export const INITIAL_K = 128;

/** Where more is needed, so many times as many photos are asked for. */
const GROWTH = 5;

/** Photos asked for above those that are needed, because photos crowd their neighbourhoods unevenly. */
const MARGIN = 1.25;

/** How much is retrieved. */
export interface RetrieveOptions {
  /** How many photos are needed, as far as that is known before. */
  atOnce: number;
  /** At most so many photos. */
  most: number;
  /** Looks at what was found so far; while it returns false, and there is more, more is retrieved. */
  isEnough(found: Omit<Retrieved, 'isAll'>): boolean;
}

/**
 * The photos nearest to a vector. Where several vectors of a photo (frames of a video) crowd out other photos, as many more neighbours are
 * asked for as photos had vectors among those found, so that one further request is mostly enough.
 */
export async function retrieve(
  space: Space,
  vector: Float32Array,
  allowed: Allowed,
  { atOnce, most, isEnough }: RetrieveOptions,
): Promise<Retrieved> {
  const allow = allowed.in(space)?.vectorIds;
  const available = allow?.size ?? space.index.size;
  if (available === 0) return { photos: [], vectors: 0, isAll: true };
  for (let k = Math.min(most, Math.max(atOnce, INITIAL_K)) + allowed.excluded.size; ; ) {
    const neighbours = await searchIndex(space, vector, Math.min(k, available), allow);
    const hits = toHits(space, neighbours, allowed);
    const photos = poolByPhoto(hits);
    const isAll = k >= available;
    if (isAll || photos.length >= most || isEnough({ photos, vectors: hits.length }))
      return { photos: photos.length > most ? photos.slice(0, most) : photos, vectors: hits.length, isAll };
    // The cost of a graph search grows with k: no more is asked for than is used.
    const perPhoto = neighbours.ids.length / Math.max(1, photos.length);
    const wanted = photos.length < atOnce ? atOnce * MARGIN : photos.length * GROWTH;
    k = Math.max(k + 1, Math.ceil(Math.min(wanted, most) * perPhoto));
  }
}

/** The best vector of each of some photos; photos without one in the space are missing. */
export async function compareWith(
  space: Space,
  vector: Float32Array,
  photoIds: readonly number[],
): Promise<Map<number, Hit>> {
  if (photoIds.length === 0) return new Map();
  const { vectorIds } = space.owners.select(photoIds);
  if (vectorIds.size === 0) return new Map();
  const { ids, cosines } = await searchIndex(space, vector, vectorIds.size, vectorIds);
  const owners = space.owners.photosOf(ids);
  const hits = owners.map((photoId, i) => toHit(photoId, ids[i], cosines[i], i));
  return new Map(poolByPhoto(hits).map((hit) => [hit.photoId, hit]));
}

async function searchIndex(
  { index }: Space,
  vector: Float32Array,
  k: number,
  allow: VectorIds | undefined,
): Promise<Neighbours> {
  const [neighbours] = await index.searchAsOfRefresh([vector], k, { allow });
  return neighbours as Neighbours;
}

function toHits({ owners }: Space, { ids, cosines }: Neighbours, { lastPhotoId, excluded }: Allowed): PhotoHit[] {
  const hits: PhotoHit[] = [];
  const photoIds = owners.photosOf(ids);
  for (let i = 0; i < photoIds.length; i++) {
    const photoId = photoIds[i] as number;
    // 0: removed a moment ago by another process.
    if (photoId === 0 || photoId > lastPhotoId || excluded.has(photoId)) continue;
    hits.push(toHit(photoId, ids[i], cosines[i], hits.length));
  }
  return hits;
}

function toHit(photoId: number, vectorId: number | undefined, cosine: number | undefined, rank: number): PhotoHit {
  return { photoId, vectorId: vectorId as number, cosine: cosine as number, rank };
}
