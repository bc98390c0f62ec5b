/**
 * The geometry an encoder asks of its pictures. The values come from the model's `preprocessor_config.json`; the work is
 * done by `prepare.ts`. Colour arithmetic (mean, deviation) is not geometry and happens beside the model.
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

/** Where a picture of `width` × `height` goes: its scaled size and the square's place in it. All integers. */
export interface Placement {
  scaledWidth: number;
  scaledHeight: number;
  left: number;
  top: number;
}

/**
 * Computes the scaled size and the crop as the reference (Hugging Face `CLIPImageProcessor` on Pillow) does: the long side
 * is truncated, not rounded, and the crop starts at the floor of half the excess.
 */
export function computePlacement(width: number, height: number, spec: ImageSpec): Placement {
  const n = spec.size;
  if (spec.fit === 'fill') return { scaledWidth: n, scaledHeight: n, left: 0, top: 0 };
  const scaledWidth = width <= height ? n : Math.trunc((n * width) / height);
  const scaledHeight = width <= height ? Math.trunc((n * height) / width) : n;
  return { scaledWidth, scaledHeight, left: (scaledWidth - n) >> 1, top: (scaledHeight - n) >> 1 };
}
