/** An encoder turns images and texts into unit vectors of one embedding space. */
import type { ImageSpec } from '../model/image-spec.js';
import type { Dtype } from './models/registry/registry.js';

/** Texts for a name, which stands for `{}` in them. */
export interface PromptTemplates {
  /** For the name of a class, one thing: the class is the mean of their vectors. At least one. */
  classes: readonly string[];
  /** For a tag, which may be one thing, several, or a substance: without an article. */
  tag: string;
}

/** One text tower of a model. All of a model's towers encode into one space, each texts of its languages. */
export interface TextTower {
  /** Distinct within a model: `english`, `multilingual`. */
  name: string;
  /** ISO 639-1 codes; `undefined`: the model does not state them. */
  languages: readonly string[] | undefined;
  /** Absolute path of the folder that holds its tokenizer. */
  folder: string;
  /** Absolute path of its weights. */
  file: string;
  /** Longer texts are truncated. */
  maxTokens: number;
  /** SigLIP was trained with every text padded to full length, CLIP was not. */
  padToMax: boolean;
  padTokenId: number;
  /** Texts are lower-cased first. */
  lowerCase?: boolean;
  /** Begins every text. */
  prefix?: string;
  /** The texts that the models of its family compare images with. Default: those of CLIP. */
  prompts?: PromptTemplates;
  /** The vector is the mean of the outputs of all tokens; otherwise the graph has an output for it. */
  pooling?: 'mean';
  /** Absolute path of a linear layer that the vector passes, in the format safetensors. */
  projection?: string;
}

/** A model folder's description: everything that decides what its vectors mean. */
export interface ModelDescription {
  /** The user's name for it: `photoseek-mini-2`, a folder, a hub id. */
  name: string;
  /** Absolute path of the folder. */
  folder: string;
  /** Fingerprint of the files, 16 hexadecimal digits. Models with the same revision share an embedding space. */
  revision: string;
  dtype: Dtype;
  /** Length of its vectors. */
  dim: number;
  /** The input image. */
  image: ImageSpec;
  /** Per channel, for values scaled to 0…1: `(value − mean) / std`. */
  normalization: { mean: [number, number, number]; std: [number, number, number] };
  /** Its text towers. The first one defines the space and encodes texts of which nothing else is known. */
  texts: readonly [TextTower, ...TextTower[]];
  files: {
    /** Missing for an earlier embedded model whose image tower is not in the package: it encodes texts only. */
    vision?: string;
    /** Gives the image tower vectors of regions; missing for models without them. See `REGIONS_FILE`. */
    regions?: string;
  };
  /** Size of the image tower on disk; decides how many replicas of it are loaded. */
  visionBytes: number;
}

/** A text's vector, and what the model could not use of the text. */
export interface EncodedText {
  /** Length `dim`, L2 norm 1. */
  vector: Float32Array;
  /** The text was longer than the model's input. */
  truncated: boolean;
  /** Words that the model cannot know; missing when it can know all. */
  unknownWords?: readonly string[];
}

/**
 * An encoder of one model. Vectors have length `model.dim` and L2 norm 1 and belong to the caller.
 * All methods throw PhotoseekError `encoder-failed`.
 */
export interface Encoder {
  readonly model: ModelDescription;
  /** Number of batches that are worth having in flight at once. */
  readonly parallelism: number;
  /** Starts to load the image tower, so that images that follow soon do not wait for it. */
  prepareForImages(): void;
  /**
   * @param pixels squares of `model.image.size`, 8-bit RGB, rows from the top. Their buffers are transferred and empty
   * afterwards.
   */
  encodeImages(pixels: Uint8Array[]): Promise<Float32Array[]>;
  /**
   * For each image, vectors of the cells of a square grid over it, row by row: a cell and its neighbours, as the model sees them. Missing where the
   * model has none.
   * @param pixels as for `encodeImages`
   */
  encodeRegions?(pixels: Uint8Array[]): Promise<Float32Array[][]>;
  /** @param tower which of `model.texts`; default: the first */
  encodeTexts(texts: readonly string[], tower?: TextTower): Promise<EncodedText[]>;
  close(): Promise<void>;
}
