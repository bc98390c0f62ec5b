import { type ImageSpec, isSameSpec } from '../../model/image-spec.js';
import type { OpenImage } from '../decode/types.js';
import { computePhash } from './phash.js';
import { prepareSquare } from './prepare.js';

/** A frame's inputs for some encoders. */
export interface PreparedPixels {
  /** One square a spec, in their order; equal specs share one. See `prepareSquare`. */
  pixels: Uint8Array[];
  /** See `computePhash`. Absent without specs. */
  phash?: Uint8Array;
}

/** Decodes a frame to the input of every encoder, and computes its perceptual hash from the scaled image on the way. */
export async function prepareFrame(image: OpenImage, specs: readonly ImageSpec[]): Promise<PreparedPixels> {
  const pixels: Uint8Array[] = [];
  let phash: Uint8Array | undefined;
  for (const [i, spec] of specs.entries()) {
    const same = specs.slice(0, i).findIndex((earlier) => isSameSpec(earlier, spec));
    const square =
      pixels[same] ??
      (await prepareSquare(image, spec, (whole) => {
        phash ??= computePhash(whole);
      }));
    pixels.push(square);
  }
  return { pixels, ...(phash === undefined ? {} : { phash }) };
}
