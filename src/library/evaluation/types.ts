import type { ErrorCode } from '../../errors.js';
import type { ClassificationScores } from '../../insight/evaluation/classification.js';
import type { CutoffScores } from '../../insight/evaluation/cutoff.js';
import type { RetrievalScores } from '../../insight/evaluation/rank-metrics.js';
import type { SpaceCalibration } from '../../search/calibration/stored-calibration.js';
import type { EmbedderOptions, EmbeddingModel } from '../embedding/types.js';

/** A file of captions. */
export interface CaptionFile {
  /** Lines of image, tab, caption and, if there is a header that says so, language. Images are named relative to the folder of images. */
  path: string;
  /** Of all its captions, for the report; default: that of the column, or the one that the name states (`captions.zh.tsv`). */
  language?: string;
}

/** Options of an evaluation. */
export interface EvaluationOptions extends Omit<EmbedderOptions, 'model'> {
  /** One after the other. Default: the one that is embedded. */
  models?: readonly string[];
  /** Folder of the captioned images. */
  images?: string;
  captions?: readonly CaptionFile[];
  /** Folder with one folder of images per class, whose name is the class. */
  classes?: string;
  /** Texts for a class, with `{}` for its name; a class is the mean of their vectors. Default: those of the model's family. */
  prompts?: readonly string[];
  /** Measure where answers end. Default `false`. */
  cutoff?: boolean;
  /** Make small images of what the report shows. Default `false`. */
  thumbnails?: boolean;
  onProgress?: (progress: { model: string; stage: 'images' | 'texts'; done: number; total: number }) => void;
}

/** The outcome for all models. */
export interface EvaluationReport {
  models: ModelEvaluation[];
  /** Images that could not be read; they are no candidates. */
  failed: { image: string; code: ErrorCode; message: string }[];
  /** Captions whose image is not in the folder, or could not be read. */
  captionsWithoutImage: number;
  /** WebP in base64 by name of the image; empty unless asked for. */
  thumbnails: Record<string, string>;
}

/** The outcome for one model. */
export interface ModelEvaluation {
  model: EmbeddingModel;
  speed: Speed;
  /** One for each language. */
  retrieval: CaptionScores[];
  classification: ClassScores | null;
  cutoff: CutoffReport | null;
}

/** How fast a model is on this machine, and its memory. */
export interface Speed {
  /** Until the first image and the first text were encoded. */
  loadMs: number;
  images: number;
  /** Read, decoded and encoded. */
  imagesPerSecond: number;
  texts: number;
  textsPerSecond: number;
  /** By how much the memory of this process grew since before the model was loaded; decoders are other processes. */
  memoryBytes: number;
}

/** Captions of one language and their images. */
export interface CaptionScores {
  /** Empty where it is not stated. */
  language: string;
  images: number;
  captions: number;
  textToImage: RetrievalScores;
  imageToText: RetrievalScores;
  /** Captions whose image is not among the first ten, worst first. */
  misses: Miss[];
  /** How many there are; the list may be shorter. */
  missed: number;
}

/** A caption whose image was not found. */
export interface Miss {
  caption: string;
  image: string;
  rank: number;
  /** The first images. */
  found: string[];
}

/** Images by class. */
export interface ClassScores extends ClassificationScores {
  classes: string[];
  /** From each image to the others of its class. */
  imageToImage: RetrievalScores;
  /** Images that are nearest to another class. */
  misses: { image: string; label: string; predicted: string }[];
}

/** Where answers end, chosen on one half of the images and reported on the other. */
export interface CutoffReport {
  /** Labelled queries: terms of captions, or names of classes. */
  queries: number;
  /** Scores of the threshold that searches use now, and of the chosen one, on the half it was not chosen on. */
  before: CutoffScores;
  after: CutoffScores;
  /** Share of nonsense, and of labelled queries, that are called no good match: on the other half. */
  refused: { nonsense: number; queries: number };
  calibration: SpaceCalibration;
}
