import type { RunContext } from '../../indexer/run-index.js';
import type * as WriteSide from '../../indexer/write-side.js';
import { pause } from '../../runtime/yielder.js';
import type { LibrarySpace } from '../../search/spaces/space.js';
import { RunLock } from '../../store/database/run-lock.js';
import type { PhotoFiles } from '../../store/records.js';
import { findOriginal, type LibraryCore } from '../core.js';
import { listEmbeddable, makeRunContext } from '../run-context.js';
import type { ModelUpgrade } from '../types/descriptions.js';
import { describeUpgrade } from './describe-upgrade.js';
import { findUpgrade } from './find-upgrade.js';

/** How long the lock of index runs is held at a time, about: an index run that is asked for meanwhile waits for it. */
const SLICE_MS = 1500;
/** Photos at a time, at first and within bounds. */
const SLICE_SIZES = { first: 16, least: 4, most: 256 };
/** Between two slices, so that others get the lock. */
const PAUSE_MS = 250;
/** Until files are looked for again that could not be read: a disk may be back. */
const RETRY_MS = 10 * 60 * 1000;
/** How often a process asks whether another one is done with it, or was ended. */
const ASK_AGAIN_MS = 2000;

/**
 * Embeds every photo in the space of the current embedded model, beside the one that answers, and lets it answer when it is complete; see
 * `Library.upgradeModel`. Its progress is in the catalogue: the next call goes on from there.
 */
export async function upgradeModel(
  core: LibraryCore,
  signal: AbortSignal,
  onBegin?: (upgrade: ModelUpgrade) => void,
): Promise<boolean> {
  const upgrade = describeUpgrade(core);
  if (core.catalogue.isReadOnly || upgrade === null) return false;
  onBegin?.(upgrade);
  const lock = await acquire(core, signal);
  try {
    // Another process may have done it, or a user have chosen another model.
    if (findUpgrade(core) !== undefined) await embedAndActivate(core, upgrade.to, signal);
  } finally {
    lock.release();
  }
  return core.spaces.list().some(({ name, state }) => name === upgrade.to && state === 'active');
}

async function embedAndActivate(core: LibraryCore, modelName: string, signal: AbortSignal): Promise<void> {
  const space = await core.addSpace(modelName);
  // The old space is empty: the new one took its place when it was added.
  if (findUpgrade(core) === undefined) core.catalogue.setSetting('model', modelName);
  const writeSide = await import('../../indexer/write-side.js');
  while (findUpgrade(core) !== undefined) {
    const left = await embedMissing(core, space, writeSide, signal);
    // Index runs add photos meanwhile.
    const missing = core.catalogue.spaces.listMissing(space.row.id, 0, left.size + 1);
    if (missing.length === 0) await activate(core, space, writeSide, signal);
    else if (missing.every((id) => left.has(id))) await pause(RETRY_MS, signal);
  }
}

/** One process at a time does the work; the others wait until it is done, or its process has ended. */
async function acquire({ path }: LibraryCore, signal: AbortSignal): Promise<RunLock> {
  for (;;) {
    const lock = RunLock.isTaken(path, 'upgrade') ? undefined : RunLock.tryAcquire(path, 'upgrade');
    if (lock !== undefined) return lock;
    await pause(ASK_AGAIN_MS, signal);
  }
}

/**
 * Goes through the photos once that are not embedded yet.
 * @returns those that are left, because their files cannot be read now
 */
async function embedMissing(
  core: LibraryCore,
  space: LibrarySpace,
  writeSide: typeof WriteSide,
  signal: AbortSignal,
): Promise<Set<number>> {
  const { catalogue } = core;
  const left = new Set<number>();
  let size = SLICE_SIZES.first;
  for (let after = 0; ; ) {
    let startedAtMs = 0;
    const ids = await writeSide.runBriefly(catalogue, signal, async () => {
      startedAtMs = performance.now();
      const slice = catalogue.spaces.listMissing(space.row.id, after, size);
      const files = await findFiles(core, slice);
      if (files.length > 0) await writeSide.embedKnown(await makeContext(core, space), files, signal);
      return slice;
    });
    const last = ids.at(-1) ?? after;
    for (const id of catalogue.spaces.listMissing(space.row.id, after, ids.length)) if (id <= last) left.add(id);
    if (ids.length < size) return left;
    after = last;
    const fitting = Math.round((size * SLICE_MS) / Math.max(1, performance.now() - startedAtMs));
    size = Math.min(SLICE_SIZES.most, Math.max(SLICE_SIZES.least, Math.min(fitting, size * 2)));
    await pause(PAUSE_MS, signal);
  }
}

/** A file of each photo that is as it was indexed. */
async function findFiles(core: LibraryCore, ids: readonly number[]): Promise<PhotoFiles['files']> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const photo = core.catalogue.files.getPhotoFiles(id);
      return photo && (await findOriginal(photo, core).catch(() => undefined));
    }),
  );
  return found.filter((file) => file !== undefined);
}

/** The space that answers goes along: a file that turns out to be another photo is embedded in both. */
async function makeContext(core: LibraryCore, space: LibrarySpace): Promise<RunContext> {
  return makeRunContext(core, [space, ...(await listEmbeddable(core.spaces.active()))]);
}

/** Lets the space answer, unless index runs have added photos meanwhile that are missing from it. */
async function activate(core: LibraryCore, space: LibrarySpace, writeSide: typeof WriteSide, signal: AbortSignal) {
  const { catalogue } = core;
  const context = await makeContext(core, space);
  const [target] = context.spaces;
  // Before it answers: the first search afterwards is as fast as any.
  await writeSide.indexVectors({ catalogue, spaces: [target] }, () => {});
  await Promise.all([space.index.refresh(), target.encoder.encodeTexts([''])]);
  const { updateTags } = await import('../../insight/tags/update-tags.js');
  await updateTags({ catalogue, space }, signal);
  // Under the lock no photo is added.
  await writeSide.runBriefly(catalogue, signal, async () => {
    if (findUpgrade(core) !== undefined) writeSide.activateWhenComplete(catalogue, target, {});
  });
}
