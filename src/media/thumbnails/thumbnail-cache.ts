import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MediaPool } from '../worker/media-pool.js';
import type { ThumbnailFormat } from '../worker/media-protocol.js';
import { SMALL_EDGE, TINY_EDGE } from './thumbnail-edges.js';

/** Which thumbnail of which photo. */
interface Wanted {
  key: number;
  edge: number;
  format: ThumbnailFormat;
  path: string;
}

/** Thumbnails on disk: made once and kept. They can all be deleted at any time. */
export class ThumbnailCache {
  readonly #folder: string;
  readonly #making = new Map<string, Promise<Uint8Array>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The thumbnail of a photo, kept or made now. Calls for the same one share the work.
   * @param key names the photo for good: its content's id
   * @param edge one of `THUMBNAIL_EDGES`
   */
  async get(
    key: number,
    edge: number,
    path: string,
    pool: () => MediaPool,
    format: ThumbnailFormat = 'webp',
  ): Promise<Uint8Array> {
    // Folders of at most some thousand files.
    const file = join(this.#folder, String(edge), String(key % 1000), `${key}.${format}`);
    const kept = await readFile(file).catch(() => undefined);
    if (kept !== undefined) return kept;
    let making = this.#making.get(file);
    if (making === undefined) {
      making = this.#make(file, { key, edge, format, path }, pool).finally(() => this.#making.delete(file));
      this.#making.set(file, making);
    }
    return making;
  }

  async #make(file: string, { key, edge, format, path }: Wanted, pool: () => MediaPool): Promise<Uint8Array> {
    // Whoever asks for the tiny one asks for a larger one next: the photo itself is decoded once for both.
    const source = edge === TINY_EDGE ? { bytes: await this.get(key, SMALL_EDGE, path, pool) } : { path };
    const bytes = await pool().thumbnail(source, edge, format);
    // A disk that is full or read-only costs the keeping, not the picture.
    await this.#keep(file, bytes).catch(() => {});
    return bytes;
  }

  async #keep(file: string, bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, bytes);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}
