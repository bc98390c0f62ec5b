import { randomUUID } from 'node:crypto';
import type { SpaceRow } from '../model/space.js';
import type { Catalogue } from '../store/catalogue.js';
import type { VectorSource } from '../vectors/follower.js';

/** The vectors of a model as its graph follows them. */
export function toVectorSource(catalogue: Catalogue, model: SpaceRow): VectorSource {
  // Ties a graph to this catalogue and no other.
  let libraryId = catalogue.getSetting('libraryId');
  if (libraryId === undefined) {
    libraryId = randomUUID();
    catalogue.setSetting('libraryId', libraryId);
  }
  return {
    identity: { libraryId, space: `${model.revision}:${model.dtype}`, dim: model.dim },
    count: () => catalogue.vectors.count(model.id),
    listAfter: (afterId, limit) => catalogue.vectors.listAfter(model.id, model.dim, afterId, limit),
    listRemovedAfter: (seq) => catalogue.vectors.listRemovedAfter(model.id, seq),
  };
}
