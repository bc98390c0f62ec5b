import type { ImageSpec } from '../../model/image-spec.js';

/** Where an image of `width` × `height` goes: its scaled size and the square's place in it. All integers. */
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
