/** A vector that was found near a query's, and its photo. */
export interface Hit {
  photoId: number;
  vectorId: number;
  /** −1…1 */
  cosine: number;
}

/** A photo by the best of its hits. */
export interface PhotoHit extends Hit {
  /** 0-based place of the hit among all hits, those of the same photos included. */
  rank: number;
}

/**
 * Many hits of one photo (frames of a video, regions of a frame) become one, the best: max pooling.
 * @param hits best first
 * @returns best first, each photo once
 */
export function poolByPhoto(hits: readonly Hit[]): PhotoHit[] {
  const seen = new Set<number>();
  const pooled: PhotoHit[] = [];
  hits.forEach((hit, rank) => {
    if (seen.has(hit.photoId)) return;
    seen.add(hit.photoId);
    const { photoId, vectorId, cosine } = hit;
    pooled.push({ photoId, vectorId, cosine, rank });
  });
  return pooled;
}
