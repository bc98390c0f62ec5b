/**
 * The geometry of an encoder's input image. The values come from the model's `preprocessor_config.json`. Normalisation of the pixel values is
 * not part of it: that happens beside the model.
 */
export interface ImageSpec {
  /** Width and height of the finished square, in pixels. */
  size: number;
  /**
   * `crop`: the short side is scaled to `size`, the long side in proportion, and the middle is cut out (CLIP).
   * `fill`: both sides are scaled to `size`, the proportions are given up (SigLIP).
   */
  fit: 'crop' | 'fill';
  /** The interpolation the model was trained with. */
  kernel: 'cubic' | 'linear' | 'lanczos3' | 'nearest';
}

/** Whether two encoders take the same input. */
export function isSameSpec(a: ImageSpec, b: ImageSpec): boolean {
  return a.size === b.size && a.fit === b.fit && a.kernel === b.kernel;
}
