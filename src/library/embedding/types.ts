import type { PhotoseekError } from '../../errors.js';
import type { OpenOptions } from '../types/open-options.js';

/** An input to embed: a text, an image file, or an encoded image (JPEG, PNG, WebP…). */
export type EmbedInput = { text: string } | { path: string } | { bytes: Uint8Array };

/** The model that vectors come from. Vectors can be compared when revision and dtype are the same. */
export interface EmbeddingModel {
  /** `photoseek-mini-2`, a folder, or a hub id. */
  name: string;
  /** Fingerprint of its files, 16 hexadecimal digits. */
  revision: string;
  dtype: string;
  /** Length of its vectors. */
  dim: number;
}

/** How inputs are embedded. */
export interface EmbedOptions {
  /** Of all texts: an ISO 639-1 code. Default: it is recognised, where the model has a text tower for several languages. */
  language?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** The vector of one input, or the reason why there is none. */
export type Embedding =
  | {
      /** Length `dim`, L2 norm 1; the cosine of two vectors is their dot product. */
      vector: Float32Array;
      /** The text was longer than the model's input. */
      truncated: boolean;
      error: null;
    }
  | {
      vector: null;
      /** The image cannot be used: a media code, or `path-not-found`. */
      error: PhotoseekError;
    };

/** Vectors in the order of the inputs. */
export interface EmbedResponse {
  model: EmbeddingModel;
  embeddings: Embedding[];
}

/** How to open an {@link Embedder}. */
export interface EmbedderOptions {
  /** The encoder: `photoseek-mini-2` (the default), a folder laid out like a CLIP on the hub, or a hub id. */
  model?: string;
  /** Cores for encoding images. Default: all. */
  threads?: number;
  /** Decoding processes, 1…64. Default: one a core. */
  decoders?: number;
  /** A file fails that is read and decoded for so long without progress. Milliseconds, default 60,000. */
  fileTimeLimitMs?: number;
  /** Where downloaded models are cached. Default: the platform's per-user cache folder. */
  modelCache?: string;
  /** The device that computes vectors; see `OpenOptions.device`. Default `cpu`. */
  device?: NonNullable<OpenOptions['device']>;
  /** Whether no model is ever downloaded. Default `false`, or `true` where the environment says `HF_HUB_OFFLINE=1`. */
  offline?: boolean;
  /** Base address of the model hub. Default `https://huggingface.co/`, or the environment's `HF_ENDPOINT`. */
  hub?: string;
  /** Told about a model download: bytes so far and in all (0 when the hub does not say). */
  onModelDownload?: (progress: { file: string; loadedBytes: number; totalBytes: number }) => void;
}

/** An encoder without a library: texts and images in, vectors out. */
export interface Embedder {
  readonly model: EmbeddingModel;
  /**
   * Embeds inputs in their order, each as soon as it and those before it are ready. An image that cannot be used yields its error; the rest
   * goes on.
   * @throws PhotoseekError `encoder-failed`, `bad-argument`, `aborted`
   */
  embed(inputs: Iterable<EmbedInput> | AsyncIterable<EmbedInput>, options?: EmbedOptions): AsyncIterable<Embedding>;
  /** Ends threads and processes. Idempotent. */
  close(): Promise<void>;
}
