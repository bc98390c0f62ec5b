import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ThumbnailCache } from '../../../media/thumbnails/thumbnail-cache.js';
import type { Database } from '../../../vectors/engines/pgvector/database.js';

/** As `ThumbnailCache` names its files. */
const FOLDER = 'by-content';
const HASH_DIGITS = 16;

/** Copies thumbnails of a library into a folder that servers share. What is there already is not copied again. */
export class ThumbnailFolder {
  readonly #from: string;
  readonly #to: string;
  /** Names of files by content hash, of each of the 256 folders that was looked at. */
  readonly #listed = new Map<string, { own: Map<string, string[]>; there: Set<string> }>();

  /** @param from and to: folders of a `ThumbnailCache` */
  constructor(from: string, to: string) {
    this.#from = from;
    this.#to = to;
  }

  /** @returns how many files were copied */
  async copy(hashes: readonly string[]): Promise<number> {
    let copied = 0;
    for (const hash of hashes) {
      const part = hash.slice(0, 2);
      const { own, there } = await this.#list(part);
      for (const name of own.get(hash) ?? []) {
        if (there.has(name)) continue;
        await this.#copyOne(part, name);
        there.add(name);
        copied++;
      }
    }
    return copied;
  }

  async #copyOne(part: string, name: string): Promise<void> {
    const folder = join(this.#to, FOLDER, part);
    const temporary = join(folder, `${name}.${process.pid}.tmp`);
    await mkdir(folder, { recursive: true });
    try {
      await copyFile(join(this.#from, FOLDER, part, name), temporary);
      await rename(temporary, join(folder, name));
    } catch (error) {
      await rm(temporary, { force: true });
      // Deleted from the cache of the library meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  async #list(part: string) {
    const known = this.#listed.get(part);
    if (known !== undefined) return known;
    const read = (folder: string) => readdir(join(folder, FOLDER, part)).catch(() => []);
    const own = new Map<string, string[]>();
    for (const name of await read(this.#from)) {
      if (name.endsWith('.tmp')) continue;
      const hash = name.slice(0, HASH_DIGITS);
      own.set(hash, [...(own.get(hash) ?? []), name]);
    }
    const listed = { own, there: new Set(await read(this.#to)) };
    this.#listed.set(part, listed);
    return listed;
  }
}

/** Deletes the thumbnails of contents that no library has any more. A process that ends before it is done leaves the rest to the next one. */
export async function removeUnheldThumbnails(database: Database, folder: string): Promise<void> {
  const [row] = await database.query<{ hashes: string[] | null }>(
    'SELECT array_agg(hash) AS hashes FROM photoseek.removed_thumbnail',
  );
  const hashes = row?.hashes ?? [];
  if (hashes.length === 0) return;
  await new ThumbnailCache(folder).remove(hashes);
  await database.query('DELETE FROM photoseek.removed_thumbnail WHERE hash = ANY ($1)', [hashes]);
}
