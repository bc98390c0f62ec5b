import type { ThumbnailStore } from '../../../media/thumbnails/thumbnail-store.js';
import { traced } from '../../../runtime/tracing/trace.js';
import { pause } from '../../../runtime/yielder.js';
import { Database } from '../../../vectors/engines/pgvector/database.js';
import type { LibraryCore } from '../../core.js';
import { toVectorSource } from '../../spaces/vector-source.js';
import { isOutage } from '../outage.js';
import { ensureSchema } from '../schema.js';
import { openThumbnailStore } from '../thumbnails/open-store.js';
import { Publisher } from './publisher.js';
import { registerLibrary, type TagTerm } from './register-library.js';
import type { PublishOptions, PublishReport } from './types.js';

/**
 * Sends what of the library has changed since it was published, or compares all of it where that is not known. Each batch is written by one transaction with
 * the state of the pass: a process that is killed goes on there.
 * @throws PhotoseekError `bad-argument`, `published-newer`, engine codes, those of buckets, `aborted`
 */
export async function publishLibrary(core: LibraryCore, url: string, options: PublishOptions): Promise<PublishReport> {
  return withTarget(url, options.thumbnails, async (target) => {
    if (options.follow) return follow(core, target, options);
    return publishPass(core, target, options, await completeTags(core, options.signal));
  });
}

/** Where a library is published. */
export interface PublishTarget {
  database: Database;
  store: ThumbnailStore | undefined;
}

/** Opens database and thumbnails for the passes of some work. */
async function withTarget<T>(
  url: string,
  thumbnails: string | undefined,
  work: (target: PublishTarget) => Promise<T>,
): Promise<T> {
  const store = await openTargetStore(thumbnails);
  try {
    const database = await Database.open(url);
    try {
      return await work({ database, store });
    } finally {
      await database.close();
    }
  } finally {
    store?.close();
  }
}

/** Where thumbnails are published; `undefined`: nowhere. @throws as {@link openThumbnailStore} */
export async function openTargetStore(thumbnails: string | undefined): Promise<ThumbnailStore | undefined> {
  return thumbnails === undefined ? undefined : openThumbnailStore(thumbnails, 'write');
}

/**
 * One pass over the library, on connections that may have been used before.
 * @param terms see {@link completeTags}
 * @throws as {@link publishLibrary}
 */
export function publishPass(
  core: LibraryCore,
  { database, store }: PublishTarget,
  options: PublishOptions,
  terms: readonly TagTerm[],
): Promise<PublishReport> {
  return traced('publish', async () => {
    await ensureSchema(database);
    const { libraryId } = toVectorSource(core.catalogue, core.model).identity;
    const given = { libraryId, name: options.name, keys: options.keys ?? false, terms };
    const { name, context } = await registerLibrary(core, database, given);
    const publication = await core.catalogue.openPublication();
    const done = await new Publisher(core, database, options, { context, publication, store }).run();
    const report = { libraryId, name, roots: [...context.roots], ...done };
    options.onReport?.(report);
    return report;
  });
}

/** Tags and kinds are computed when somebody asks for them; here, servers may. @returns the vocabulary */
export async function completeTags(
  { catalogue, spaces }: LibraryCore,
  signal: AbortSignal | undefined,
): Promise<readonly TagTerm[]> {
  if (catalogue.isReadOnly) return [];
  const { updateTags } = await import('../../../insight/tags/update-tags.js');
  return (await updateTags({ catalogue, space: spaces.default }, signal)).terms;
}

/** How often the catalogue is asked whether it has changed. */
const LOOK_EVERY_MS = 1000;

/** A server that cannot be reached is tried again after this. */
export const TRY_AGAIN_MS = 5000;

/** A pass whenever something has changed in the catalogue. An outage of the database or the bucket ends nothing: the next pass sends what it missed. */
async function follow(core: LibraryCore, target: PublishTarget, options: PublishOptions): Promise<never> {
  const { signal } = options;
  for (let hasBegun = false; ; hasBegun = true) {
    const terms = await completeTags(core, signal);
    // Read before the pass: what is changed meanwhile belongs to the next one.
    const stamp = core.catalogue.changeStamp;
    try {
      await publishPass(core, target, hasBegun ? { ...options, full: false } : options, terms);
    } catch (error) {
      // The first one says what is wrong with the address.
      if (!hasBegun || !isOutage(error)) throw error;
      await pause(TRY_AGAIN_MS, signal);
      continue;
    }
    do await pause(LOOK_EVERY_MS, signal);
    while (core.catalogue.changeStamp === stamp);
  }
}
