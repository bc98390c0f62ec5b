import type { EngineName } from '../../vectors/choose-engine.js';

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
   * with every vector at 16 bits a number, without a native module. `usearch`: in a graph of 8 bits a number that is mapped from its file,
   * ordered by the vectors of the catalogue. Default: `exact` for small libraries; above 200,000 vectors `usearch`, where it is installed and has a
   * prebuilt file for the system; `hnsw` otherwise. With `oneShot` a graph that is there is mapped, and `exact` otherwise.
   */
  engine?: EngineName;
  /**
   * Address of a PostgreSQL server with pgvector 0.8 or newer that holds the vectors for searching: `postgres://user@host:5432/database`. The library
   * stays where it is; the server follows it. The password comes from `PGPASSWORD` or `~/.pgpass`, TLS from `sslmode` in the address. While the server
   * cannot be reached, up to 200,000 vectors are compared with, and beyond that searches throw `engine-unreachable`. Default: `PHOTOSEEK_VECTORS`.
   */
  vectors?: string;
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
  /** A file fails that is read and decoded for so long without progress. Milliseconds, default 60,000. */
  fileTimeLimitMs?: number;
  /**
   * The ffmpeg program that decodes videos, with ffprobe beside it. Default: `PHOTOSEEK_FFMPEG`, or the first on `PATH`. Without one, videos are
   * found by their names and metadata alone.
   */
  ffmpeg?: string;
  /** Most frames of a video that are indexed for each minute, 1…600. Default 60. It holds for videos that are indexed from then on. */
  framesPerMinute?: number;
  /** Most frames of a video that are indexed, 1…10,000. Default 240. */
  maxFrames?: number;
  /** Most pages of a document that are indexed, 1…10,000. Default 50. */
  maxPages?: number;
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
