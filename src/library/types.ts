/**
 * The public types of the package: the shapes that `Library` takes and returns. The terminal, the HTTP server and the page
 * are thin translations of these.
 */
import type { FileFailure, IndexEvent, IndexOptions, RunStatus, WatchOptions } from '../indexer/progress/events.js';
import type { CalibrationReport } from '../insight/evaluation/calibrate-space.js';
import type { Pixels } from '../media/thumbnails/decode-thumbnail.js';
import type { SpaceRow } from '../model/space.js';
import type { SpaceCalibration } from '../search/calibration/stored-calibration.js';
import type {
  DuplicateGroup,
  DuplicateOptions,
  Facets,
  Photo,
  PhotoTag,
  QueryInput,
  SearchOptions,
  SearchResponse,
  SimilarTarget,
  Suggestion,
  TagCount,
} from '../search/types.js';
import type { EngineName } from '../vectors/choose-engine.js';
import type { EmbedInput, EmbedOptions, EmbedResponse } from './embedding/types.js';

/** How to open a library. */
export interface OpenOptions {
  /** The library's folder. Default: the platform's per-user data folder. */
  path?: string;
  /**
   * The encoder: `photoseek-mini-2` (the embedded one), a folder laid out like a CLIP on the hub, or a hub id such as
   * `Xenova/clip-vit-base-patch32` (downloaded once, on first use). Default: the model the library was last indexed with completely, or
   * `photoseek-mini-2` for a new one. A model that is new to the library answers queries once all photos are indexed with it.
   */
  model?: string;
  /** Make the library when the folder holds none. Default `true`; `false` throws `library-not-found`. */
  create?: boolean;
  /**
   * This process answers one question and exits (a terminal command): vectors are compared directly, no graph is loaded
   * and no thread is started for it. Default `false`.
   */
  oneShot?: boolean;
  /**
   * How neighbours are found. `exact`: by comparison with every vector. `hnsw`: in a graph, in a thread, persisted. `quantised`: by comparison
   * with every vector at 16 bits a number, without a native module. Default: `exact` for small libraries and `oneShot`, `hnsw` otherwise.
   */
  engine?: EngineName;
  /**
   * Change nothing: for a catalogue that is damaged, as far as it can still be read, and for a disk that can only be read. Indexing and
   * repairing throw `library-unwritable`. Default `false`.
   */
  readOnly?: boolean;
  /** Cores for encoding images. Default: all. */
  threads?: number;
  /** Decoding processes, 1…64. Default: one a core. More help with a slow network disk. */
  decoders?: number;
  /** Images encoded at a time, 1…64. Default: four a core, up to 32, and fewer where memory is scarce. */
  batchSize?: number;
  /** An image that takes longer to read and decode fails. Milliseconds, default 60,000. */
  fileTimeLimitMs?: number;
  /** Where downloaded models are cached. Default: the platform's per-user cache folder. */
  modelCache?: string;
  /**
   * The device that computes vectors: `cpu` (default), or a graphics processor through `cuda`, `coreml`, `dml` or `webgpu`, where ONNX Runtime has it on this
   * system. The vectors differ in their last digits and belong to the same space.
   */
  device?: 'cpu' | 'cuda' | 'coreml' | 'dml' | 'webgpu';
  /** Whether no model is ever downloaded. Default `false`, or `true` where the environment says `HF_HUB_OFFLINE=1`. */
  offline?: boolean;
  /** Base address of the model hub, for mirrors. Default `https://huggingface.co/`, or the environment's `HF_ENDPOINT`. */
  hub?: string;
  /**
   * Gets the bytes of an image on the web, for query terms that name one. The library itself opens no connection for them; without this
   * such terms throw `url-refused`.
   */
  fetchUrl?: (url: string, signal?: AbortSignal) => Promise<Uint8Array>;
  /** Told how long each stage of the work took, for statistics. */
  onStage?: (stage: Stage, ms: number) => void;
  /** Told about a model download: bytes so far and in all (0 when the hub does not say). */
  onModelDownload?: (progress: { file: string; loadedBytes: number; totalBytes: number }) => void;
}

/**
 * Stages that take time: reading and decoding an image; the encoder, for one query or a batch of images; finding neighbours; filtering;
 * getting a thumbnail, cached or made.
 */
export type Stage = 'decode' | 'encode' | 'search' | 'filter' | 'thumbnail';

/** Counts and state of a library at the moment of the call. */
export interface LibraryStats {
  /** Absolute path of the library's folder. */
  path: string;
  /** Version of the catalogue's layout on disk. */
  schemaVersion: number;
  /** The folders and files that were asked to be indexed. */
  roots: string[];
  /** The index run that is going on, in this or another process. */
  running: RunStatus | null;
  /** Files seen under the roots, readable or not. */
  files: number;
  /** Photos (distinct contents) that can be found. */
  photos: number;
  /** Files that could not be read, by error code. */
  failures: Record<string, number>;
  /** Files that are shown in spite of damage, by its kind: see `Photo.defect`. */
  defects: Record<string, number>;
  /**
   * Files by the source of their date (`exif`, `sidecar`, `xmp`, `iptc`, `takeout`, `name`, `gps`, `mtime`: only the file's time of last change;
   * `none`), most frequent first. An open list: expect others.
   */
  dateSources: Record<string, number>;
  /** The model of the space that tags and duplicates use, and the number of its vectors: a photo has one for each of its frames. */
  model: { name: string; revision: string; dtype: string; dim: number; vectors: number };
  /**
   * Where the calibration of that space comes from. `model`: measured for the model, as it ships; `estimate`: of another model, moved to the
   * cosines of this one; `library`: by `calibrate`; `evaluation`: by images with captions or classes.
   */
  calibration: {
    source: 'model' | 'estimate' | 'library' | 'evaluation';
    /** `null` for what ships, as are the others. */
    measuredAtMs: number | null;
    /** Images it was measured with, and labelled queries; `null` for readers of a folder. */
    photos: number | null;
    queries: number | null;
  };
  /** All embedding spaces, in the order of their ids; empty for readers of a folder. */
  spaces: SpaceInfo[];
  /** Bytes that the library takes on disk: catalogue, graph and thumbnails. */
  diskBytes: number;
  /** Name of the engine that finds neighbours in the default space; its indexed vectors, and those that are found by comparison until they are indexed. */
  index: { engine: string; indexed: number; pending: number };
  /** When the last complete index run ended (milliseconds since 1970), if one did. */
  lastIndexedAtMs: number | null;
}

/** An embedding space and how far it has come. */
export interface SpaceInfo extends SpaceRow {
  /** Photos that have a vector in it. */
  photos: number;
  vectors: number;
  /** Photos that have yet to be embedded. It can be activated when there are none. */
  missing: number;
}

/** An image file ready to be sent. */
export interface ImageBytes {
  bytes: Uint8Array;
  /** For example `image/webp`. */
  mediaType: string;
}

/** A folder (or a single file) that the library keeps up with. */
export interface Root {
  path: string;
  /** See `Photo`. */
  pathBytes?: string;
  /** Files seen under it, readable or not. */
  files: number;
  failed: number;
  addedAtMs: number;
  /** It cannot be reached now, or is empty: an unplugged disk. Its photos stay in the library. */
  isMissing: boolean;
  /** For a missing root: where most of its photos lie now under the same names, when they were indexed there, too; otherwise `null`. */
  movedTo: string | null;
  exclude: string[];
  hidden: boolean;
  followLinks: boolean;
  /** Whether raw files are passed over where their JPEG or HEIC lies beside them. */
  raw: 'all' | 'sibling';
}

/** The result of removing a root. */
export interface RemovedRoot {
  /** The root. */
  path: string;
  /** Files that the library does not know any more. */
  removed: number;
  /** Photos that no other path holds: they cannot be found any more, and are read and embedded anew when they are indexed again. */
  forgotten: number;
}

/**
 * Scopes of a key: `search` allows searching and seeing photos, `index` also indexing, `admin` also managing roots and keys, and everything else.
 * `embed` allows turning texts and images into vectors, and nothing about the library.
 */
export type KeyScope = 'search' | 'index' | 'admin' | 'embed';

/** A key as it is listed: the secret itself is shown once, when it is made. */
export interface ApiKey {
  id: number;
  name: string;
  scopes: KeyScope[];
  /** Only photos below this folder can be seen with it; `null`: all. */
  folder: string | null;
  createdAtMs: number;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}

/** Makes, lists, revokes and checks keys. They are stored hashed. */
export interface KeyRing {
  /** @returns the key, and its secret, which cannot be had again */
  create(options: {
    name: string;
    scopes?: readonly KeyScope[];
    folder?: string;
  }): Promise<{ key: ApiKey; secret: string }>;
  /** Revoked ones, too. */
  list(): Promise<ApiKey[]>;
  /** @throws PhotoseekError `key-not-found` */
  revoke(id: number): Promise<void>;
  /** The key that a secret belongs to, unless it was revoked. Takes the same time whatever the secret. */
  check(secret: string): Promise<ApiKey | undefined>;
}

/** One finding of {@link Library.verify}. */
export interface Finding {
  /** Name of the check, for example `catalogue-integrity`. */
  check: string;
  /**
   * `ok`: as it should be, or of no harm (the disk may have moved on since the last index run); `derived`: `repair` mends it; `lost`: only a
   * backup or another index run helps.
   */
  state: 'ok' | 'derived' | 'lost';
  message: string;
  /** How many things were looked at. */
  examined: number;
  /** How many of them are wrong. */
  wrong: number;
}

/** Options of {@link Library.verify}. */
export interface VerifyOptions {
  /** Compare the files on disk with what is known, too: one `stat` a file. Default `true`. */
  files?: boolean;
  /** Read every file that seems unchanged and compare its hash, too. Default `false`; without `files` it has no effect. */
  content?: boolean;
  signal?: AbortSignal;
}

/** The reading side of a library: all of it, or the photos below one folder. All methods throw `library-closed` after `close()`. */
export interface PhotoReader {
  /**
   * Photos that answer a query, best first. A query is text (`a dog on the beach`, or the query language of `docs/query-language.md`), data,
   * or the result of `parseQuery`.
   * @throws PhotoseekError `empty-query`, `bad-query`, `bad-argument`, `photo-not-found`, `path-not-found`, a media code, `aborted`
   */
  search(query: QueryInput, options?: SearchOptions): Promise<SearchResponse>;

  /**
   * Photos that look like a photo of the library (`{ id }`), a file (`{ path }`) or an encoded image (`{ bytes }`).
   * The query itself is left out; other files with exactly its bytes come first, marked `identical`.
   * @throws PhotoseekError `photo-not-found`, `path-not-found`, a media code when the image cannot be read
   */
  similar(target: SimilarTarget, options?: SearchOptions): Promise<SearchResponse>;

  /** @throws PhotoseekError `photo-not-found` */
  photo(id: number): Promise<Photo>;

  /** The tags of a photo, the surest first. @throws PhotoseekError `photo-not-found` */
  tagsOf(id: number): Promise<PhotoTag[]>;

  /**
   * `Photo.contentHash` of one photo, without reading its metadata: a validator for caches.
   * @throws PhotoseekError `photo-not-found`
   */
  contentHash(id: number): Promise<string>;

  /**
   * A small upright image of a photo; made once and cached. A cached one is returned whether or not the original can be reached.
   * @param edge longest side in pixels, 32…2048; default 320. Rounded up to 32, 320, 640, 1280 or 2048.
   * @throws PhotoseekError `photo-not-found`, `bad-argument`; `original-missing` or a media code when it is not cached
   */
  thumbnail(id: number, edge?: number, format?: 'webp' | 'avif'): Promise<ImageBytes>;

  /**
   * A small upright image of a photo for a terminal: raw pixels, or with `format` a PNG.
   * @param edge longest side in pixels, 32…2048; default 320. Exact, unlike the edge of a thumbnail.
   * @throws PhotoseekError as `thumbnail`
   */
  preview(id: number, edge?: number): Promise<Pixels>;
  preview(id: number, edge: number, format: 'png'): Promise<ImageBytes>;

  /**
   * Where the original file of a photo lies, checked to be there and to be a file of this library.
   * @throws PhotoseekError `photo-not-found`, `original-missing`
   */
  original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }>;

  /**
   * Paths of the sidecars beside the original of a photo: `.xmp`, Takeout's `.json`.
   * @throws PhotoseekError `photo-not-found`, `original-missing`
   */
  sidecars(id: number): Promise<string[]>;

  /**
   * Counts by year, camera, folder, place and tag, over the relevant set of a query or, without one, everything.
   * @throws PhotoseekError as `search`
   */
  facets(query?: QueryInput, options?: SearchOptions): Promise<Facets>;

  /** Completions of the last word of a query that is being typed, the likeliest first. Default limit 10. */
  suggest(text: string, options?: { limit?: number }): Promise<Suggestion[]>;

  /**
   * Groups of duplicates, the most bytes to reclaim first. A file is in one group of a kind at most; the keeper of an exact group stands for
   * it among the near ones, and the keeper of a near group among the similar ones. Only files that are on disk now, as they were indexed, are
   * in groups. Nothing is changed.
   */
  duplicates(options?: DuplicateOptions): Promise<DuplicateGroup[]>;

  /** Every tag that a photo has, the most frequent first. */
  tags(): Promise<TagCount[]>;

  stats(): Promise<LibraryStats>;
}

/** One photo library, open. All methods throw `library-closed` after `close()`. */
export interface Library extends PhotoReader {
  readonly path: string;

  /** The same library for a reader who may see only photos below a folder: others do not exist, in counts and completions either. */
  within(folder: string): PhotoReader;

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

  /** The folders and files the library keeps up with, in the order of their paths. */
  roots(): Promise<Root[]>;

  /**
   * Removes a root from the library, with what was indexed below it and below no other root. The photos themselves are not touched.
   * @param options with `dryRun`, nothing is changed: the result is what would be
   * @throws PhotoseekError `root-not-found`, `library-locked`
   */
  removeRoot(path: string, options?: { dryRun?: boolean }): Promise<RemovedRoot>;

  /** Files that cannot be read, with the reasons, in the order of their paths. */
  failures(): Promise<FileFailure[]>;

  /**
   * Tags photos with other words from now on: with those of a file (`docs/tags.md` says how it is written), or beside the words that ship.
   * The file is copied into the library as `tags.txt`. `null` goes back to the words that ship.
   * @returns how many words there are now
   * @throws PhotoseekError `bad-argument` that names the line, `path-not-found`
   */
  useVocabulary(file: string | null, options?: { extend?: boolean }): Promise<number>;

  /**
   * Vectors of texts and images, in the order of the inputs, by the model of the space that tags and duplicates use. Images need not belong to
   * the library; one that cannot be used yields its error, and the rest goes on. `openEmbedder` does the same without a library.
   * @throws PhotoseekError `encoder-failed`, model codes, `bad-argument` for a language that the model does not know, `aborted`
   */
  embed(inputs: readonly EmbedInput[], options?: EmbedOptions): Promise<EmbedResponse>;

  /**
   * Measures the calibration of the default space on the photos of this library, and uses it from now on: where answers end, when nothing fits,
   * how sure a tag must be. Keywords of the photos serve as labels where there are enough.
   * @throws PhotoseekError `bad-argument` when there are fewer than fifty photos, `library-unwritable`, model codes, `aborted`
   */
  calibrate(options?: { signal?: AbortSignal }): Promise<CalibrationReport>;

  /**
   * Relevances, the ends of answers and tags are calibrated by this from now on, in the default space.
   * @param calibration `null`: by what was measured for the model again
   * @param revision of the model it was measured with; must be that of the space
   * @throws PhotoseekError `bad-argument` when the space belongs to another model, `library-unwritable`
   */
  useCalibration(calibration: SpaceCalibration | null, revision?: string): Promise<void>;

  /** The embedding spaces: one a model that photos were indexed with. */
  spaces(): Promise<SpaceInfo[]>;

  /**
   * Lets a space answer queries beside those that are active; several are fused by rank.
   * @throws PhotoseekError `bad-argument` when there is no such space, or photos are missing from it
   */
  activateSpace(id: number): Promise<void>;

  /**
   * Lets a space answer no queries any more. Its vectors are stored until the photos are removed, and index runs do not add to it.
   * @throws PhotoseekError `bad-argument` when there is no such space, or it is the only one that is active
   */
  retireSpace(id: number): Promise<void>;

  /**
   * Deletes a space with its vectors and its index. The photos stay; using its model again embeds them anew.
   * @throws PhotoseekError `bad-argument` when there is no such space, or it is active or the one that the library was opened with;
   * `library-locked` during an index run
   */
  dropSpace(id: number): Promise<void>;

  /** Keys for the server. */
  readonly keys: KeyRing;

  /** Checks catalogue, vectors, graph and files against each other. Changes nothing. */
  verify(options?: VerifyOptions): Promise<Finding[]>;

  /** Builds everything again that is derived: the graph, the words that are searched, thumbnails of photos that are gone. @returns what was done, a sentence each */
  repair(): Promise<string[]>;

  /**
   * Writes a copy of the catalogue, safe while the library is in use. The file is whole or not there.
   * @param file where to; must not exist
   */
  backup(file: string): Promise<{ path: string; sizeBytes: number }>;

  /** Loads the text encoder and the index now, so that the first query is as fast as the second. */
  warmUp(): Promise<void>;

  /** Finishes writes, ends threads and child processes. Idempotent. */
  close(): Promise<void>;
}
