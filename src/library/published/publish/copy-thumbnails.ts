import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HASH_DIGITS, pathInStore, type ThumbnailStore } from '../../../media/thumbnails/thumbnail-store.js';
import { workAtATime } from '../../../runtime/at-a-time.js';
import type { Database } from '../../../vectors/engines/pgvector/database.js';

/** Thumbnails that are copied at the same time: a bucket takes some hundredths of a second for each. */
const AT_A_TIME = 16;

/** Contents whose thumbnails are removed before it is noted. */
const REMOVED_AT_A_TIME = 100;

/** Copies thumbnails of a library to where servers read them. What is there already is not copied again. */
export class ThumbnailCopier {
  readonly #from: string;
  readonly #to: ThumbnailStore;
  /** Names of the library's own by content hash, of each of the 256 folders that was looked at. */
  readonly #listed = new Map<string, Promise<Map<string, string[]>>>();

  /** @param from the folder of the library's thumbnails */
  constructor(from: string, to: ThumbnailStore) {
    this.#from = from;
    this.#to = to;
  }

  /** @returns how many were copied */
  async copy(hashes: readonly string[]): Promise<number> {
    const names = (await Promise.all(hashes.map(async (hash) => (await this.#list(hash)).get(hash) ?? []))).flat();
    let copied = 0;
    await workAtATime(AT_A_TIME, names, async (name) => {
      if (await this.#copyOne(name)) copied++;
    });
    return copied;
  }

  async #copyOne(name: string): Promise<boolean> {
    if (await this.#to.has(name)) return false;
    const bytes = await readFile(join(this.#from, pathInStore(name))).catch((error: NodeJS.ErrnoException) => {
      // Deleted from the cache of the library meanwhile.
      if (error.code !== 'ENOENT') throw error;
    });
    if (bytes === undefined) return false;
    await this.#to.put(name, bytes);
    return true;
  }

  #list(hash: string): Promise<Map<string, string[]>> {
    const folder = dirname(pathInStore(hash));
    const known = this.#listed.get(folder) ?? listByHash(join(this.#from, folder));
    this.#listed.set(folder, known);
    return known;
  }
}

async function listByHash(folder: string): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.endsWith('.tmp')) continue;
    const hash = name.slice(0, HASH_DIGITS);
    names.set(hash, [...(names.get(hash) ?? []), name]);
  }
  return names;
}

/** Removes the thumbnails of contents that no library has any more. A process that ends before it is done, or fails, leaves the rest to the next one. */
export async function removeUnheldThumbnails(database: Database, store: ThumbnailStore): Promise<void> {
  for (;;) {
    const rows = await database.query<{ hash: string }>(
      `SELECT hash FROM photoseek.removed_thumbnail ORDER BY hash LIMIT ${REMOVED_AT_A_TIME}`,
    );
    const hashes = rows.map(({ hash }) => hash);
    if (hashes.length === 0) return;
    await store.remove(hashes);
    await database.query('DELETE FROM photoseek.removed_thumbnail WHERE hash = ANY ($1)', [hashes]);
  }
}
