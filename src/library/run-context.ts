import { availableParallelism, totalmem } from 'node:os';
import { requireImageTower } from '../encoder/models/require-image-tower.js';
import type { RunContext, RunSpace } from '../indexer/run-index.js';
import type { LibrarySpace } from '../search/spaces/space.js';
import { chooseBatchSize } from './batch-size.js';
import type { LibraryCore } from './core.js';
import { readAccurate } from './detection/stages.js';
import { wantsThumbnails } from './thumbnail-setting.js';

/** While folders are watched, and while pictures are put. New vectors are found by comparison until they are indexed. */
export const INDEX_VECTORS_EVERY_MS = 10 * 60 * 1000;

/**
 * The context of an index run over some spaces; see {@link RunContext}.
 * @throws PhotoseekError model codes, `model-not-found` for a model that encodes texts only
 */
export async function makeRunContext(
  core: LibraryCore,
  spaces: readonly [LibrarySpace, ...LibrarySpace[]],
): Promise<RunContext> {
  const { catalogue, options } = core;
  const { threads = availableParallelism(), batchSize = chooseBatchSize(threads, totalmem()) } = options;
  const [first, ...others] = spaces;
  const isAccurate = readAccurate(catalogue);
  const open = (space: LibrarySpace) => toRunSpace(space, isAccurate);
  const opened = await Promise.all([open(first), ...others.map(open)] as const);
  const detectors = await core.listDetectors();
  const thumbnails = wantsThumbnails(catalogue) ? core.thumbnails : undefined;
  return { catalogue, spaces: opened, media: core.startMedia(), detectors, batchSize, thumbnails };
}

/** Those of some spaces whose models encode images. An earlier embedded model may encode texts only. */
export async function listEmbeddable(spaces: readonly LibrarySpace[]): Promise<LibrarySpace[]> {
  const encoders = await Promise.all(spaces.map((space) => space.encoder()));
  return spaces.filter((_, i) => encoders[i]?.model.files.vision !== undefined);
}

async function toRunSpace(space: LibrarySpace, isAccurate: boolean): Promise<RunSpace> {
  const encoder = await space.encoder();
  // Before anything is decoded.
  requireImageTower(encoder.model);
  return { id: space.row.id, encoder, isAccurate, index: space.index };
}
