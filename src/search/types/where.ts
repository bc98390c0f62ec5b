import type { Box } from '../../model/evidence.js';
import type { RgbImage } from '../../model/rgb-image.js';

/** Options of `Library.where`. */
export interface WhereOptions {
  /** Ordinal of a frame; see `Library.frames`. Default: the one that stands for the file. Only for photos of the library. */
  frame?: number;
  /** The language of the text, as in `SearchOptions`. */
  language?: string;
  /** Also give the small image that the model has looked at. Default `false`. */
  withImage?: boolean;
  signal?: AbortSignal;
}

/** Where one term of a text lies in a picture. */
export interface FoundPlace {
  text: string;
  /**
   * For each cell of the grid, row by row from the upper left, how well it fits the text: 0 the least in this picture, 1 the best. Also of what is not
   * in the picture, some cell fits best.
   */
  cells: number[];
  /** Around the best cell, and those beside it that fit nearly as well. */
  box: Box;
  /** Cosine of the text's vector and that of the best cell, −1…1. */
  cosine: number;
}

/** Where the terms of a text lie in a picture. */
export interface WhereResponse {
  /** Size of the grid over the whole upright picture. */
  rows: number;
  columns: number;
  /** By term, in their order. */
  terms: FoundPlace[];
  /** The image that the model has looked at; see `WhereOptions.withImage`. */
  image?: RgbImage;
}
