/**
 * What a user of the package sees: the shapes that `Library` takes and gives. The terminal, the HTTP server and the page
 * are thin translations of these.
 */
import type { IndexEvent, IndexOptions, RunStatus, WatchOptions } from './indexer/events.js';
import type { Photo, SearchOptions, SearchResponse, SimilarTarget } from './search/types.js';

/** How to open a library. */
export interface OpenOptions {
  /** The library's folder. Default: the platform's per-user data folder. */
  path?: string;
  /**
   * The encoder: `photoseek-mini` (the embedded one), a folder laid out like a CLIP on the hub, or a hub id such as
   * `Xenova/clip-vit-base-patch32` (downloaded once, on first use). Default: the model the library was made with, or
   * `photoseek-mini` for a new one.
   */
  model?: string;
  /** Make the library when the folder holds none. Default `true`; `false` throws `library-not-found`. */
  create?: boolean;
  /**
   * This process answers one question and exits (a terminal command): vectors are compared directly, no graph is loaded
   * and no thread is started for it. Default `false`.
   */
  oneShot?: boolean;
  /** Cores for encoding pictures. Default: all. */
  threads?: number;
  /** Decoding processes, 1…64. Default: one a core. More help with a slow network disk. */
  decoders?: number;
  /** Pictures encoded at a time, 1…64. Default 8; more cost memory and gain little. */
  batchSize?: number;
  /** A picture that takes longer to read and decode is given up. Milliseconds, default 60,000. */
  fileTimeLimitMs?: number;
  /** Where downloaded models are kept. Default: the platform's per-user cache folder. */
  modelCache?: string;
  /** Base address of the model hub, for mirrors. Default `https://huggingface.co/`, or the environment's `HF_ENDPOINT`. */
  hub?: string;
  /** Told about a model download: bytes so far and in all (0 when the hub does not say). */
  onModelDownload?: (progress: { file: string; loadedBytes: number; totalBytes: number }) => void;
}

/** Facts about a library, all of them counts at the moment of the call. */
export interface LibraryStats {
  /** Absolute path of the library's folder. */
  path: string;
  /** Version of the catalogue's layout on disk. */
  formatVersion: number;
  /** The folders and files that were asked to be indexed. */
  roots: string[];
  /** The index run that is going on, in this or another process. */
  running: RunStatus | null;
  /** Files seen under the roots, readable or not. */
  files: number;
  /** Distinct pictures (by content) that can be found. */
  photos: number;
  /** Files that could not be read, by error code. */
  failures: Record<string, number>;
  model: { name: string; revision: string; dtype: string; dim: number; vectors: number };
  /** Bytes that the library takes on disk: catalogue, graph and thumbnails. */
  diskBytes: number;
  /** How the next search finds neighbours, and how much of the space is linked in the graph. */
  index: { kind: 'exact' | 'hnsw'; linked: number; pending: number };
  /** When the last complete index run ended (milliseconds since 1970), if one did. */
  lastIndexedAtMs: number | null;
}

/** A picture file ready to be sent. */
export interface ImageBytes {
  bytes: Uint8Array;
  /** For example `image/webp`. */
  mediaType: string;
}

/** One photo library, open. All methods throw `library-closed` after `close()`. */
export interface Library {
  readonly path: string;

  /**
   * Brings the library up to date with folders and files on disk. Iterate the events to drive the run; breaking out of
   * the loop, or the signal, stops it after the batch in flight, and the next run continues.
   */
  index(paths: readonly string[], options?: IndexOptions): AsyncIterable<IndexEvent>;

  /**
   * Keeps the library up to date with its roots until the signal fires or the loop is left: a photo that is copied into a root can be
   * found some two seconds later. Gives the events of the small index runs that this takes; `report` of each is its last.
   * Folders are looked through once when it starts. Waits while another process indexes.
   */
  watch(options?: WatchOptions): AsyncIterable<IndexEvent>;

  /**
   * Photos that match a description, best first.
   * @throws PhotoseekError `empty-query`, `bad-argument`, `aborted`
   */
  search(text: string, options?: SearchOptions): Promise<SearchResponse>;

  /**
   * Photos that look like a photo of the library (`{ id }`), a file (`{ path }`) or an encoded picture (`{ bytes }`).
   * The query itself is left out; other files with exactly its bytes come first, marked `identical`.
   * @throws PhotoseekError `photo-not-found`, `path-not-found`, a media code when the picture cannot be read
   */
  similar(target: SimilarTarget, options?: SearchOptions): Promise<SearchResponse>;

  /** @throws PhotoseekError `photo-not-found` */
  photo(id: number): Promise<Photo>;

  /**
   * A small upright WebP of a photo; made once and kept.
   * @param edge longest side in pixels, 32…2048; default 320. Rounded up to the next kept size.
   * @throws PhotoseekError `photo-not-found`, `original-missing`, `bad-argument`
   */
  thumbnail(id: number, edge?: number): Promise<ImageBytes>;

  /**
   * Where the original file of a photo lies, checked to be there and to be a file of this library.
   * @throws PhotoseekError `photo-not-found`, `original-missing`
   */
  original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }>;

  stats(): Promise<LibraryStats>;

  /** Loads the text encoder and the index now, so that the first query is as fast as the second. */
  warmUp(): Promise<void>;

  /** Finishes writes, ends threads and child processes. Idempotent. */
  close(): Promise<void>;
}
