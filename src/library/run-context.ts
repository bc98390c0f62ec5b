import { availableParallelism, totalmem } from 'node:os';
import type { RunContext, RunSpace } from '../indexer/run-index.js';
import type { Space } from '../search/spaces/space.js';
import { chooseBatchSize } from './batch-size.js';
import type { LibraryCore } from './core.js';

/** While folders are watched, and while pictures are put. New vectors are found by comparison until they are indexed. */
export const INDEX_VECTORS_EVERY_MS = 10 * 60 * 1000;

/** The context of an index run over some spaces; see {@link RunContext}. */
export async function makeRunContext(core: LibraryCore, spaces: readonly [Space, ...Space[]]): Promise<RunContext> {
  const { catalogue, options } = core;
  const { threads = availableParallelism(), batchSize = chooseBatchSize(threads, totalmem()) } = options;
  const [first, ...others] = spaces;
  const opened = await Promise.all([toRunSpace(first), ...others.map(toRunSpace)] as const);
  const detectors = await core.listDetectors();
  return { catalogue, spaces: opened, media: core.startMedia(), detectors, batchSize };
}

async function toRunSpace(space: Space): Promise<RunSpace> {
  return { id: space.row.id, encoder: await space.encoder(), index: space.index };
}
