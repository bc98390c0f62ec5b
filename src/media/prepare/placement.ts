import type { ImageSpec } from '../../model/image-spec.js';

/** The scaled size of an image and the offset of the square in it, in integer pixels. */
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
