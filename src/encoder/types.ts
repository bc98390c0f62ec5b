/** Pixels or text become a unit vector. */
import type { ImageSpec } from '../model/image-spec.js';

/** A model as it lies in a folder: everything that decides what its vectors mean. */
export interface ModelDescription {
  /** What the user called it: `photoseek-mini`, a folder, a hub id. */
  name: string;
  /** Absolute path of the folder. */
  folder: string;
  /** Fingerprint of the files; two models with the same one share a space. 16 hexadecimal digits. */
  revision: string;
  dtype: 'fp32';
  /** Length of its vectors. */
  dim: number;
  /** The input image. */
  image: ImageSpec;
  /** Per channel, for values scaled to 0…1: `(value − mean) / std`. */
  normalization: { mean: [number, number, number]; std: [number, number, number] };
  text: {
    /** Longer texts are cut. */
    maxTokens: number;
    /** SigLIP was trained with every text padded to full length, CLIP was not. */
    padToMax: boolean;
    padTokenId: number;
  };
  files: { vision: string; text: string };
  /** Size of the picture half on disk; decides how many copies of it are loaded. */
  visionBytes: number;
}

/** A text's vector, and whether the text had to be cut to be encoded. */
export interface EncodedText {
  /** Length `dim`, L2 norm 1. */
  vector: Float32Array;
  truncated: boolean;
}

/**
 * An encoder of one model. Vectors have length `model.dim` and L2 norm 1 and belong to the caller.
 * All methods throw PhotoseekError `encoder-failed`.
 */
export interface Encoder {
  readonly model: ModelDescription;
  /** How many batches can usefully be under way at once. */
  readonly parallelism: number;
  /** Pictures that come soon find the picture half loaded, or being loaded. */
  prepareForImages(): void;
  /**
   * @param pixels squares of `model.image.size`, 8-bit RGB, rows from the top. Their buffers are handed over: they are
   * empty afterwards.
   */
  encodeImages(pixels: Uint8Array[]): Promise<Float32Array[]>;
  encodeTexts(texts: readonly string[]): Promise<EncodedText[]>;
  close(): Promise<void>;
}
