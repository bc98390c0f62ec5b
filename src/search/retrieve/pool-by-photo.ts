/** A vector that was found near a query's, and its photo. */
export interface Hit {
  photoId: number;
  vectorId: number;
  /** −1…1 */
  cosine: number;
}

/** A hit of a photo: after {@link poolByPhoto}, its best. */
export interface PhotoHit extends Hit {
  /** 0-based place of the hit among all hits, those of the same photos included. */
  rank: number;
}

/**
 * Many hits of one photo (frames of a video, regions of a frame) become one, the best: max pooling.
 * @param hits best first
 * @returns best first, each photo once
 */
export function poolByPhoto(hits: readonly PhotoHit[]): PhotoHit[] {
  const seen = new Set<number>();
  return hits.filter(({ photoId }) => {
    const before = seen.size;
    return seen.add(photoId).size > before;
  });
}
