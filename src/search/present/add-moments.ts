import type { FrameVector, PhotoRow } from '../../store/records.js';
import { dot } from '../../vectors/math/dot-product.js';
import type { RankedPhoto, RankedVector } from '../model.js';
import type { SpaceRanking } from '../rank/rank-space.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import { chooseMoments, type Moment } from './choose-moments.js';

/** The query as one space was asked. */
type SpaceQuery = Pick<SpaceRanking, 'space' | 'vector' | 'calibrator'>;

/**
 * Adds to contents of several frames the vectors of their other moments that answer the query. Photos of one frame are passed over: a page of them
 * takes no query. Asked for a page, not for all results.
 * @param queries of alternatives, several a space: each frame is judged by the one that it fits best
 */
export function addMoments(
  catalogue: SearchCatalogue,
  queries: readonly SpaceQuery[],
  photos: readonly RankedPhoto[],
  rows: ReadonlyMap<number, PhotoRow>,
): readonly RankedPhoto[] {
  const several = photos.filter(({ id, vectors }) => vectors.length > 0 && (rows.get(id)?.frames ?? 1) > 1);
  if (several.length === 0) return photos;
  const ids = several.map(({ id }) => id);
  const added = new Map<number, RankedVector[]>();
  for (const { row } of new Set(queries.map(({ space }) => space))) {
    const asked = queries.filter(({ space }) => space.row.id === row.id);
    const frames = catalogue.vectors.ofFrames(ids, row.id, row.dim);
    for (const { id, vectors } of several) {
      const best = vectors.find(({ spaceId }) => spaceId === row.id);
      if (best === undefined) continue;
      const moments = chooseMoments(
        (frames.get(id) ?? []).map((frame) => judge(frame, asked)),
        best.vectorId,
      );
      const others = moments.filter(({ vectorId }) => vectorId !== best.vectorId);
      const found = others.map(({ vectorId, cosine, relevance }) => ({ spaceId: row.id, vectorId, cosine, relevance }));
      added.set(id, [...(added.get(id) ?? []), ...found]);
    }
  }
  return photos.map((photo) => {
    const others = added.get(photo.id);
    if (others === undefined) return photo;
    // The vectors by which it was found come first where relevances are equal.
    return { ...photo, vectors: [...photo.vectors, ...others].sort((a, b) => b.relevance - a.relevance) };
  });
}

function judge({ vectorId, atMs, vector }: FrameVector, queries: readonly SpaceQuery[]): Moment {
  let cosine = -1;
  let relevance = -1;
  for (const query of queries) {
    const own = dot(query.vector, vector);
    const ownRelevance = query.calibrator.toRelevance(own);
    if (ownRelevance > relevance) [cosine, relevance] = [own, ownRelevance];
  }
  return { vectorId, atMs, vector, cosine, relevance };
}
