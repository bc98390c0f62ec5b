import { randomUUID } from 'node:crypto';
import type { SpaceRow } from '../model/space.js';
import type { Catalogue } from '../store/catalogue.js';
import type { VectorSource } from '../vectors/source.js';

/** The vectors of a model, as an index follows them. */
export function toVectorSource(catalogue: Catalogue, model: SpaceRow): VectorSource {
  // Ties an index to this catalogue and no other.
  let libraryId = catalogue.getSetting('libraryId');
  if (libraryId === undefined) {
    libraryId = randomUUID();
    catalogue.setSetting('libraryId', libraryId);
  }
  return {
    identity: { libraryId, space: `${model.revision}:${model.dtype}`, dim: model.dim },
    count: () => catalogue.vectors.count(model.id),
    listAfter: (afterId, limit) => catalogue.vectors.listAfter(model.id, model.dim, afterId, limit),
    read: (ids) => catalogue.vectors.read(ids, model.dim),
    lastRemovedSeq: () => catalogue.vectors.lastRemovedSeq(model.id),
    listRemovedAfter: (seq) => catalogue.vectors.listRemovedAfter(model.id, seq),
    prunedUpTo: () => catalogue.vectors.prunedUpTo(model.id),
    pruneRemoved: (upToSeq) => catalogue.vectors.pruneRemoved(model.id, upToSeq),
  };
}
