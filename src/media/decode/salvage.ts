import type { Defect } from '../../model/defect.js';
import type { OpenImage } from './types.js';

/** The result of work on an image, and the damage that it was done in spite of. */
export interface Salvaged<T> {
  result: T;
  defect: Defect | null;
}

/** Messages of libvips for data that ends before the image does, or cannot be read from some place on. */
const ENDS_EARLY = /premature end of JPEG|libpng read error|unexpected end of GIF/i;

/** Whether decoding failed in a way that a decoder may go on after. */
export function endsEarly(error: unknown): boolean {
  return error instanceof Error && ENDS_EARLY.test(error.message);
}

/**
 * Works on an image; where its data ends early, on as much of it as there is, as browsers do. An image of which there is nothing but its header
 * fails as before.
 */
export async function workInSpiteOfDamage<T>(
  image: OpenImage,
  work: (image: OpenImage) => Promise<T>,
): Promise<Salvaged<T>> {
  try {
    return { result: await work(image), defect: null };
  } catch (error) {
    const rest = endsEarly(error) ? image.salvage?.() : undefined;
    if (rest === undefined || (await isBlank(rest))) throw error;
    return { result: await work(rest), defect: 'truncated' };
  }
}

/** Whether all pixels are the same: decoders fill what is missing with grey or black. */
async function isBlank(image: OpenImage): Promise<boolean> {
  const small = image.decode().resize(64, 64, { fit: 'fill' }).removeAlpha().toColourspace('srgb');
  const { data, info } = await small.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return data.every((value, i) => value === data[i % info.channels]);
}
