import { printBox } from '../../model/box.js';
import type { Box } from '../../model/evidence.js';
import type { FramePlace } from '../expand/expander.js';
import type { MediaPool } from '../worker/media-pool.js';
import type { ThumbnailFormat } from '../worker/media-protocol.js';
import { FolderStore } from './folder-store.js';
import { FACE_EDGE, SMALL_EDGE, TINY_EDGE } from './thumbnail-edges.js';
import type { ThumbnailStore } from './thumbnail-store.js';

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

/** In the names of animated previews, in place of the ordinal. */
const PREVIEW = 'preview';

/** Thumbnails that index runs have stored, or that are made on first request. */
export class ThumbnailCache {
  readonly #store: ThumbnailStore;
  readonly #making = new Map<string, Promise<Uint8Array>>();

  constructor(store: ThumbnailStore) {
    this.#store = store;
  }

  /**
   * The thumbnail as it is stored or, if it is not cached, made from the original. Concurrent calls for the same one share the work.
   * @throws PhotoseekError `original-missing`, or a media code, when it is not cached and cannot be made; codes of buckets
   */
  get(key: ThumbnailKey, source: ThumbnailSource): Promise<Uint8Array> {
    return this.#getOrMake(nameThumbnail(key), () => this.#make(key, source));
  }

  /**
   * The animated preview of a content as it is stored or, if it is not cached, as `make` makes it.
   * @param contentHash see {@link ThumbnailKey}
   */
  getPreview(contentHash: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    return this.#getOrMake(`${contentHash}-${PREVIEW}-${SMALL_EDGE}.webp`, make);
  }

  /**
   * The image of a face as it is stored or, if it is not cached, as `make` makes it.
   * @param contentHash see {@link ThumbnailKey}
   * @param frame ordinal of the frame that shows it
   */
  getFace(
    contentHash: string,
    { frame, box }: { frame: number; box: Box },
    make: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    return this.#getOrMake(`${contentHash}-face${frame}at${printBox(box, 4)}-${FACE_EDGE}.webp`, make);
  }

  /** Caches a thumbnail that was made elsewhere; on a full or read-only disk, it does nothing. */
  async put(key: ThumbnailKey, bytes: Uint8Array): Promise<void> {
    await this.#store.put(nameThumbnail(key), bytes).catch(() => {});
  }

  /**
   * Deletes everything that is cached of some contents, as far as it can be deleted.
   * @param contentHashes see {@link ThumbnailKey}
   */
  async remove(contentHashes: readonly string[]): Promise<void> {
    await this.#store.remove(contentHashes).catch(() => {});
  }

  close(): void {
    this.#store.close();
  }

  async #getOrMake(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const cached = await this.#store.get(name);
    if (cached !== undefined) return cached;
    let making = this.#making.get(name);
    if (making === undefined) {
      making = this.#makeAndStore(name, make).finally(() => this.#making.delete(name));
      this.#making.set(name, making);
    }
    return making;
  }

  #make(key: ThumbnailKey, source: ThumbnailSource): Promise<Uint8Array> {
    return key.edge === TINY_EDGE ? this.#shrink(key, source) : decodeOriginal(source, key.edge, key.format);
  }

  async #makeAndStore(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const bytes = await make();
    // On a full or read-only disk the thumbnail is not cached, but still returned.
    await this.#store.put(name, bytes).catch(() => {});
    return bytes;
  }

  /** A client that requests the tiny one requests a larger one next: the original is decoded once for both. */
  async #shrink(key: ThumbnailKey, source: ThumbnailSource): Promise<Uint8Array> {
    const larger = await this.get({ ...key, edge: SMALL_EDGE, format: 'webp' }, source);
    const { shrinkThumbnail } = await import('./decode-thumbnail.js');
    return shrinkThumbnail(larger, key.edge, key.format);
  }
}

/** The cache of a library: a folder, which index runs ask without waiting. */
export class FolderThumbnails extends ThumbnailCache {
  readonly #folder: FolderStore;

  /** @param folder only for thumbnails */
  constructor(folder: string) {
    const store = new FolderStore(folder);
    super(store);
    this.#folder = store;
  }

  /** Whether a thumbnail is cached. */
  has(key: ThumbnailKey): boolean {
    return this.#folder.hasNow(nameThumbnail(key));
  }
}

function nameThumbnail({ contentHash, frame, edge, format }: ThumbnailKey): string {
  return `${contentHash}-${frame}-${edge}.${format}`;
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
