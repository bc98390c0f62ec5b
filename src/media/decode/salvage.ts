import sharp from 'sharp';
import type { Defect } from '../../model/defect.js';
import type { Identity } from '../identify/identify.js';
import { SHARP_INPUT } from './sharp-input.js';
import type { OpenImage } from './types.js';

/** The result of work on an image, and the damage that it was done in spite of. */
export interface Salvaged<T> {
  result: T;
  defect: Defect | null;
}

/** What decoders report of data that ends before the image does, or cannot be read from some row on. */
const ENDS_EARLY =
  /premature end of JPEG|libpng read error|unexpected end of GIF|tiff2vips: Read error|webp: unable to parse/i;

/** Interlaced PNG: libvips reports nothing else. */
const UNEXPLAINED = /Unknown error/;

/** Whether decoding failed in a way that it may go on after. */
export function endsEarly(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  // The decoder's own text may have several lines, of which the first belong to an earlier image: libvips has one buffer a process.
  const text = error.cause instanceof Error ? error.cause.message : error.message;
  return ENDS_EARLY.test(text) || UNEXPLAINED.test(text);
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
    return { result: await work(image), defect: image.defect ?? null };
  } catch (error) {
    if (image.salvage === undefined || !endsEarly(error)) throw error;
    return { result: await work(await image.salvage(error)), defect: 'truncated' };
  }
}

/** Side at which an image is looked at as a whole, in pixels. */
const LOOK_SIDE = 64;

/** Whether all pixels are the same: decoders fill what is missing with one colour. */
export async function isBlank(image: OpenImage): Promise<boolean> {
  const small = image.decode().resize(LOOK_SIDE, LOOK_SIDE, { fit: 'fill' }).removeAlpha().toColourspace('srgb');
  const { data, info } = await small.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return data.every((value, i) => value === data[i % info.channels]);
}

/**
 * Whether an image has all its rows, of whatever colour.
 * @param bytes repaired, so that nothing but missing rows is a reason to complain
 */
export async function hasAllRows(bytes: Uint8Array, { format }: Identity): Promise<boolean> {
  if (format !== 'jpeg' && format !== 'png') return false;
  const input = { ...SHARP_INPUT, failOn: 'warning' } as const;
  return sharp(bytes, input)
    .stats()
    .then(() => true)
    .catch(() => false);
}
