import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HASH_DIGITS, pathInStore, type ThumbnailStore } from './thumbnail-store.js';

/** Files that are being written. They are below the same folder as those that are done: renaming across file systems is not atomic. */
const INCOMING = 'incoming';

/** What is still being written after this was left by a process that was killed. */
const LEFT_AFTER_MS = 3_600_000;

/** Thumbnails as files of a folder. They can all be deleted at any time. */
export class FolderStore implements ThumbnailStore {
  readonly place: string;
  #tidying: Promise<void> | undefined;

  /** @param folder only for thumbnails */
  constructor(folder: string) {
    this.place = folder;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    // Whatever keeps a file from being read, it can be made again.
    return readFile(this.#fileOf(name)).catch(() => undefined);
  }

  async has(name: string): Promise<boolean> {
    return stat(this.#fileOf(name)).then(
      () => true,
      () => false,
    );
  }

  /** As {@link FolderStore.has}, for those that cannot wait. */
  hasNow(name: string): boolean {
    return existsSync(this.#fileOf(name));
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    this.#tidying ??= tidy(this.place);
    await this.#tidying;
    const file = this.#fileOf(name);
    const temporary = join(this.place, INCOMING, `${name}.${randomBytes(4).toString('hex')}.tmp`);
    try {
      // Mostly the folders are there: an index run writes one a photo.
      await write(temporary, file, bytes).catch(async () => {
        // The library's own is never made: it may have been moved away.
        for (const folder of [this.place, dirname(temporary), dirname(dirname(file)), dirname(file)])
          await mkdir(folder).catch(ignoreExisting);
        await write(temporary, file, bytes);
      });
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  }

  async remove(contentHashes: readonly string[]): Promise<void> {
    const failed: unknown[] = [];
    for (const [folder, hashes] of groupByFolder(contentHashes)) {
      const names = await readdir(join(this.place, folder)).catch(ignoreMissing);
      const old = names.filter((name) => hashes.has(name.slice(0, HASH_DIGITS)));
      const done = await Promise.allSettled(old.map((name) => rm(join(this.place, folder, name), { force: true })));
      failed.push(...done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
    }
    if (failed.length > 0) throw failed[0];
  }

  close(): void {}

  #fileOf(name: string): string {
    return join(this.place, pathInStore(name));
  }
}

async function write(temporary: string, file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(temporary, bytes);
  await rename(temporary, file);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function ignoreMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

function groupByFolder(contentHashes: readonly string[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const hash of contentHashes) {
    const folder = dirname(pathInStore(hash));
    groups.set(folder, (groups.get(folder) ?? new Set()).add(hash));
  }
  return groups;
}

/** Deletes what killed processes have left, and the thumbnails of earlier versions, in folders named by their edge: their names are ids, which nothing looks up. */
async function tidy(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => /^\d+$/.test(name)).map((name) => join(folder, name));
  const incoming = await readdir(join(folder, INCOMING)).catch(() => []);
  const before = Date.now() - LEFT_AFTER_MS;
  const left = await Promise.all(
    incoming.map(async (name) => {
      const file = join(folder, INCOMING, name);
      const status = await stat(file).catch(() => undefined);
      return status !== undefined && status.mtimeMs < before ? [file] : [];
    }),
  );
  await Promise.all([...old, ...left.flat()].map((path) => rm(path, { recursive: true, force: true }).catch(() => {})));
}

/**
 * Deletes cached thumbnails of contents that are no longer in the library, those of earlier versions, and temporary files of interrupted
 * processes.
 * @param isWanted whether the library has a content with this hash; see {@link ThumbnailKey}
 * @returns number of deleted files
 */
export async function pruneThumbnails(folder: string, isWanted: (contentHash: string) => boolean): Promise<number> {
  let deleted = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const { name, parentPath } of entries.filter((entry) => entry.isFile())) {
    const isTemporary = name.endsWith('.tmp');
    const isOld = /^\d+\.(webp|avif)$/.test(name);
    const contentHash = /^([0-9a-f]{16})-(?:\d+|at\d+|preview|face\d+at[\d.,]+)-\d+\.(webp|avif)$/.exec(name)?.[1];
    const isUnwanted = contentHash !== undefined && !isWanted(contentHash);
    if (!isTemporary && !isOld && !isUnwanted) continue;
    await rm(join(parentPath, name), { force: true });
    deleted++;
  }
  return deleted;
}
