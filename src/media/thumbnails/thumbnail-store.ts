/** Digits of a content hash at the beginning of a name. */
export const HASH_DIGITS = 16;

/** The folder, or prefix, of thumbnails by content hash. Earlier versions cached by content id, in numeric folders beside it. */
const FOLDER = 'by-content';

/**
 * Where thumbnails lie: a folder, or a bucket. Each has a name that begins with the hash of its content, is written once and never changed: whoever finds it may
 * keep it.
 */
export interface ThumbnailStore {
  /** Where it is, for people; two that are the same have the same. */
  readonly place: string;
  /** @returns `undefined` where it is not there */
  get(name: string): Promise<Uint8Array | undefined>;
  has(name: string): Promise<boolean>;
  /** Others see all of it or nothing. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /**
   * Removes everything of some contents.
   * @param contentHashes the first 16 hex digits of their SHA-256
   * @throws where something may have stayed
   */
  remove(contentHashes: readonly string[]): Promise<void>;
  close(): void;
}

/** The path of a thumbnail within its store, or with the hash alone, what those of a content begin with. 256 folders: with 100,000 photos, each has some hundred files. */
export function pathInStore(name: string): string {
  return `${FOLDER}/${name.slice(0, 2)}/${name}`;
}
