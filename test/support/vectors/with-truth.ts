import { completeSearch } from '#src/vectors/complete-search.js';
import type { Engine, IndexChange, VectorIndex } from '#src/vectors/port.js';
import type { VectorSource } from '#src/vectors/source.js';
import { joinVectors } from './synthetic-vectors.js';

/**
 * An approximate engine as a `SpaceFollower` searches it: with the vectors of its source, which is all that was ever added. The contract is about what
 * is found in the end.
 */
export function withTruth(engine: Engine): Engine {
  return {
    name: engine.name,
    ...(engine.readCursor && { readCursor: engine.readCursor.bind(engine) }),
    open: async (location) => withVectors(await engine.open(location), readTruth(location.path), location.identity),
  };
}

/** By the place of an index: it is there again when the index is opened again. */
const truths = new Map<string, Map<number, Float32Array>>();

function readTruth(path: string): Map<number, Float32Array> {
  const truth = truths.get(path) ?? new Map<number, Float32Array>();
  truths.set(path, truth);
  return truth;
}

function withVectors(
  index: VectorIndex,
  truth: Map<number, Float32Array>,
  identity: VectorSource['identity'],
): VectorIndex {
  const unused = () => {
    throw new Error('The contract does not follow a source.');
  };
  const removed = new Set<number>();
  const readAll = (ids: Iterable<number>) => {
    const there = [...ids].filter((id) => truth.has(id));
    return { ids: there, data: joinVectors(there.map((id) => truth.get(id) as Float32Array)) };
  };
  const source: VectorSource = {
    identity,
    count: () => truth.size,
    countAfter: unused,
    listAfter: (afterId, limit) =>
      readAll(
        [...truth.keys()]
          .sort((a, b) => a - b)
          .filter((id) => id > afterId)
          .slice(0, limit),
      ),
    read: readAll,
    lastVectorId: unused,
    lastRemovedSeq: unused,
    listRemovedAfter: unused,
    prunedUpTo: unused,
    pruneRemoved: unused,
  };
  return {
    engine: index.engine,
    capabilities: index.capabilities,
    dim: index.dim,
    cursor: () => index.cursor(),
    async apply(change: IndexChange) {
      await index.apply(change);
      for (const id of change.remove) if (truth.delete(id)) removed.add(id);
      const { ids, data } = change.add;
      ids.forEach((id, i) => {
        // An id names the same vector for ever, and is not given again.
        if (!truth.has(id) && !removed.has(id)) truth.set(id, data.slice(i * index.dim, (i + 1) * index.dim));
      });
    },
    search: (queries, k, options) => completeSearch(index, source, queries, k, options),
    flush: (onProgress) => index.flush(onProgress),
    status: () => index.status(),
    async reset() {
      await index.reset();
      truth.clear();
      removed.clear();
    },
    close: () => index.close(),
  };
}
