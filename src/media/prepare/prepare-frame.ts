import { type ImageSpec, isSameSpec } from '../../model/image-spec.js';
import type { FrameLook } from '../../model/look.js';
import type { RgbImage } from '../../model/rgb-image.js';
import type { OpenImage } from '../decode/types.js';
import { measureLook } from './measure-look.js';
import { computePhash } from './phash.js';
import { prepareSquare } from './prepare.js';

/** A frame's inputs for some encoders. */
export interface PreparedPixels {
  /** One square a spec, in their order; equal specs share one. See `prepareSquare`. */
  pixels: Uint8Array[];
  /** See `computePhash`. Absent without specs. */
  phash?: Uint8Array;
  /** See `measureLook`. Absent without specs. */
  look?: FrameLook;
  /** The largest scaled image that a square was cut from, as a whole. Absent without specs. */
  whole?: RgbImage;
}

/**
 * Decodes a frame to the input of every encoder. From the scaled image on the way, its perceptual hash is computed and its look is measured, which
 * costs a fraction of decoding it.
 */
export async function prepareFrame(image: OpenImage, specs: readonly ImageSpec[]): Promise<PreparedPixels> {
  const pixels: Uint8Array[] = [];
  let seen: Pick<PreparedPixels, 'phash' | 'look'> | undefined;
  let largest: RgbImage | undefined;
  for (const [i, spec] of specs.entries()) {
    const same = specs.slice(0, i).findIndex((earlier) => isSameSpec(earlier, spec));
    const square =
      pixels[same] ??
      (await prepareSquare(image, spec, (whole) => {
        seen ??= { phash: computePhash(whole), look: measureLook(whole) };
        if (largest === undefined || whole.data.length > largest.data.length) largest = whole;
      }));
    pixels.push(square);
  }
  return { pixels, ...seen, ...(largest && { whole: largest }) };
}
