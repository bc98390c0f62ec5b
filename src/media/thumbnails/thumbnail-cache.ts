import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printBox } from '../../model/box.js';
import type { Box } from '../../model/evidence.js';
import type { FramePlace } from '../expand/expander.js';
import type { MediaPool } from '../worker/media-pool.js';
import type { ThumbnailFormat } from '../worker/media-protocol.js';
import { FACE_EDGE, SMALL_EDGE, TINY_EDGE } from './thumbnail-edges.js';

/** Identifies a thumbnail by the bytes it is made of: it stays valid as long as it exists, wherever the original lies. */
export interface ThumbnailKey {
  /** The first 16 hex digits of the SHA-256 of the content. */
  contentHash: string;
  /** Ordinal of the frame within the content, or any time of a film in milliseconds, as duplicates are compared by. */
  frame: number | `at${number}`;
  /** Longest side in pixels, one of `THUMBNAIL_EDGES`. */
  edge: number;
  format: ThumbnailFormat;
}

/** Where a thumbnail that is not cached is made of. */
export interface ThumbnailSource {
  /**
   * The path of a file with the content.
   * @throws PhotoseekError `original-missing`
   */
  findOriginal: () => Promise<string>;
  media: () => MediaPool;
  /** Of the frame; absent: the image of a photo. */
  place?: FramePlace;
}

/** The folder of thumbnails by content hash. Earlier versions cached by content id, in numeric folders beside it. */
const FOLDER = 'by-content';

/** In the names of animated previews, in place of the ordinal. */
const PREVIEW = 'preview';

/** Thumbnails on disk, made by index runs or on first request. They can all be deleted at any time. */
export class ThumbnailCache {
  readonly #folder: string;
  readonly #making = new Map<string, Promise<Uint8Array>>();
  #removal: Promise<void> | undefined;

  /** @param folder only for thumbnails */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The thumbnail from disk or, if it is not cached, made from the original. Concurrent calls for the same one share the work.
   * @throws PhotoseekError `original-missing`, or a media code, when it is not cached and cannot be made
   */
  get(key: ThumbnailKey, source: ThumbnailSource): Promise<Uint8Array> {
    return this.#getOrMake(this.#fileOf(key), () => this.#make(key, source));
  }

  /**
   * The animated preview of a content from disk or, if it is not cached, as `make` makes it.
   * @param contentHash see {@link ThumbnailKey}
   */
  getPreview(contentHash: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    return this.#getOrMake(this.#pathOf(contentHash, `${PREVIEW}-${SMALL_EDGE}.webp`), make);
  }

  /**
   * The image of a face from disk or, if it is not cached, as `make` makes it.
   * @param contentHash see {@link ThumbnailKey}
   * @param frame ordinal of the frame that shows it
   */
  getFace(
    contentHash: string,
    { frame, box }: { frame: number; box: Box },
    make: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    return this.#getOrMake(this.#pathOf(contentHash, `face${frame}at${printBox(box, 4)}-${FACE_EDGE}.webp`), make);
  }

  /** Whether a thumbnail is cached. */
  has(key: ThumbnailKey): boolean {
    return existsSync(this.#fileOf(key));
  }

  /** Caches a thumbnail that was made elsewhere; on a full or read-only disk, it does nothing. */
  async put(key: ThumbnailKey, bytes: Uint8Array): Promise<void> {
    await this.#store(this.#fileOf(key), bytes).catch(() => {});
  }

  /**
   * Deletes everything that is cached of some contents.
   * @param contentHashes see {@link ThumbnailKey}
   */
  async remove(contentHashes: readonly string[]): Promise<void> {
    for (const [part, hashes] of groupByFolder(contentHashes)) {
      const folder = join(this.#folder, FOLDER, part);
      const names = await readdir(folder).catch(() => []);
      const old = names.filter((name) => hashes.has(name.slice(0, HASH_DIGITS)));
      await Promise.all(old.map((name) => rm(join(folder, name), { force: true }).catch(() => {})));
    }
  }

  async #getOrMake(file: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const cached = await readFile(file).catch(() => undefined);
    if (cached !== undefined) return cached;
    let making = this.#making.get(file);
    if (making === undefined) {
      making = this.#makeAndStore(file, make).finally(() => this.#making.delete(file));
      this.#making.set(file, making);
    }
    return making;
  }

  /** 256 folders: a library of 100,000 photos has some hundred files of each edge in a folder. */
  #fileOf({ contentHash, frame, edge, format }: ThumbnailKey): string {
    return this.#pathOf(contentHash, `${frame}-${edge}.${format}`);
  }

  #pathOf(contentHash: string, name: string): string {
    return join(this.#folder, FOLDER, contentHash.slice(0, 2), `${contentHash}-${name}`);
  }

  #make(key: ThumbnailKey, source: ThumbnailSource): Promise<Uint8Array> {
    return key.edge === TINY_EDGE ? this.#shrink(key, source) : decodeOriginal(source, key.edge, key.format);
  }

  async #makeAndStore(file: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const bytes = await make();
    // On a full or read-only disk the thumbnail is not cached, but still returned.
    await this.#store(file, bytes).catch(() => {});
    return bytes;
  }

  /** A client that requests the tiny one requests a larger one next: the original is decoded once for both. */
  async #shrink(key: ThumbnailKey, source: ThumbnailSource): Promise<Uint8Array> {
    const larger = await this.get({ ...key, edge: SMALL_EDGE, format: 'webp' }, source);
    const { shrinkThumbnail } = await import('./decode-thumbnail.js');
    return shrinkThumbnail(larger, key.edge, key.format);
  }

  async #store(file: string, bytes: Uint8Array): Promise<void> {
    this.#removal ??= removeOldThumbnails(this.#folder);
    await this.#removal;
    const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, bytes).catch(async () => {
        // Mostly its folder is there: an index run writes one a photo. The library's own is never made: it may have been moved away.
        for (const folder of [this.#folder, join(this.#folder, FOLDER), dirname(file)])
          await mkdir(folder).catch(ignoreExisting);
        await writeFile(temporary, bytes);
      });
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Digits of a content hash. */
const HASH_DIGITS = 16;

function groupByFolder(contentHashes: readonly string[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const hash of contentHashes) {
    const part = hash.slice(0, 2);
    groups.set(part, (groups.get(part) ?? new Set()).add(hash));
  }
  return groups;
}

async function decodeOriginal(
  { findOriginal, media, place }: ThumbnailSource,
  edge: number,
  format: ThumbnailFormat,
): Promise<Uint8Array> {
  const path = await findOriginal();
  const bytes = await media().thumbnail({ path }, edge, format, place);
  // A file that was replaced while it was decoded must not be cached under the hash of the one before.
  await findOriginal();
  return bytes;
}

/** Deletes the thumbnails of earlier versions, in folders named by their edge. Their names are ids, which nothing looks up any more. */
async function removeOldThumbnails(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => /^\d+$/.test(name));
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true }).catch(() => {})));
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
