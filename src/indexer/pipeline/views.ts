import type { Encoder } from '../../encoder/types.js';
import type { ImageSpec } from '../../model/image-spec.js';
import { meanDirection } from '../../vectors/math/mean-direction.js';

/** A space that a run embeds frames in. */
export interface EmbeddingTarget {
  id: number;
  encoder: Encoder;
  /** Whether a vector is the mean of several views of a frame; default: of one. */
  isAccurate?: boolean;
}

/**
 * The inputs that an encoder gets of a frame. A model that cuts out the middle square does not see the sides of photos that are not square: for accurate
 * vectors it gets the whole frame as well, stretched to the square. Models that are given the whole frame anyway have one view.
 */
export function listViews({ encoder, isAccurate = false }: EmbeddingTarget): readonly ImageSpec[] {
  const { image } = encoder.model;
  return isAccurate && image.fit === 'crop' ? [image, { ...image, fit: 'fill' }] : [image];
}

/** The views that differ: of a square frame, middle and whole are the same, and one of them says all. */
export function dropEqual(views: readonly Uint8Array[]): Uint8Array[] {
  return views.filter((view, i) => views.findIndex((other) => Buffer.compare(other, view) === 0) === i);
}

/**
 * Takes as many vectors as there are views.
 * @param accept gets their mean, of length 1
 */
export function averageViews(count: number, accept: (vector: Float32Array) => void): (vector: Float32Array) => void {
  if (count === 1) return accept;
  const vectors: Float32Array[] = [];
  return (vector) => {
    vectors.push(vector);
    if (vectors.length === count) accept(meanDirection(vectors));
  };
}
