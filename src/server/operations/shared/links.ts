import { listPlaces } from '../../../model/list-places.js';
import type { SearchResponse } from '../../../search/types/answer.js';
import type { Photo } from '../../../search/types/photo.js';

/** How long clients may cache what an address with a content hash leads to. */
export const ONE_YEAR_SECONDS = 31_536_000;

/** Addresses on this server that belong to a photo. */
export interface PhotoLinks {
  /** A small WebP; accepts `edge` as a further parameter. Of a result, of the frame that answers the query best. */
  thumbnail: string;
  /** An image of its full size that browsers show; of the same frame. */
  full: string;
  /** The file itself. */
  original: string;
  /** Its film; only of a motion photo. */
  motion?: string;
  /** Its nearest neighbours. */
  similar: string;
  /** Of files of several frames: the list of them, and an animated WebP of some. */
  frames?: string;
  preview?: string;
}

/** A photo, or a result, with its links. */
export type Linked<T extends Photo> = T & { links: PhotoLinks };

/**
 * Adds the links of one photo.
 * @param basePath of the server; see `AppOptions.basePath`
 * @param frame ordinal of the frame that answers a query; absent: the one that stands for the file
 */
export function addLinks<T extends Photo>(photo: T, basePath: string, frame?: number): Linked<T> {
  // A spread with something behind it takes four times as long.
  return Object.assign({}, photo, { links: makeLinks(photo, basePath, frame) });
}

function makeLinks(photo: Photo, basePath: string, frame: number | undefined): PhotoLinks {
  const base = `${basePath}/api/v1/photos/${photo.id}`;
  const version = `v=${photo.contentHash}${frame === undefined ? '' : `&frame=${frame}`}`;
  return {
    // Browsers cache thumbnails by address. Ids start at 1 in every library: without the hash a browser would show the photos of the
    // library that was served on the same port before.
    thumbnail: `${base}/thumbnail?${version}`,
    full: `${base}/full?${version}`,
    original: `${base}/original`,
    ...(photo.motion && { motion: `${base}/motion` }),
    similar: `${basePath}/api/v1/similar/${photo.id}`,
    ...(photo.frames > 1 && { frames: `${base}/frames`, preview: `${base}/preview?v=${photo.contentHash}` }),
  };
}

/** An answer with the links of every result. The answer itself stays as it is: whoever gave it may give it again. */
export function addResultLinks(
  response: SearchResponse,
  basePath: string,
): SearchResponse & { results: Linked<Photo>[] } {
  const results = response.results.map((result) =>
    addLinks(result, basePath, result.frames > 1 ? listPlaces(result)[0]?.ordinal : undefined),
  );
  return Object.assign({}, response, { results });
}
