import { randomUUID } from 'node:crypto';
import type { SpaceRow } from '../../model/space.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { VectorSource } from '../../vectors/source.js';

/** The vectors of a space, as an index follows them. */
export function toVectorSource(catalogue: Catalogue, space: Omit<SpaceRow, 'state'>): VectorSource {
  // Ties an index to this catalogue and no other.
  let libraryId = catalogue.getSetting('libraryId');
  if (libraryId === undefined) {
    libraryId = randomUUID();
    catalogue.setSetting('libraryId', libraryId);
  }
  return {
    identity: { libraryId, space: `${space.revision}:${space.dtype}`, dim: space.dim },
    changeStamp: () => catalogue.changeStamp,
    count: () => catalogue.vectors.count(space.id),
    countAfter: (afterId, upTo) => catalogue.vectors.countAfter(space.id, afterId, upTo),
    listAfter: (afterId, limit) => catalogue.vectors.listAfter(space.id, space.dim, afterId, limit),
    listStoredAfter: (afterId, limit) => catalogue.vectors.listStoredAfter(space.id, afterId, limit),
    read: (ids) => catalogue.vectors.read(ids, space.dim),
    lastVectorId: () => catalogue.vectors.lastId(),
    lastRemovedSeq: () => catalogue.removedVectors.lastSeq(space.id),
    listRemovedAfter: (seq) => catalogue.removedVectors.listAfter(space.id, seq),
    prunedUpTo: () => catalogue.removedVectors.prunedUpTo(space.id),
    pruneRemoved: (upToSeq) => catalogue.removedVectors.prune(space.id, upToSeq),
  };
}
