import type { Sharp } from 'sharp';
import type { ImageSpec } from '../../model/image-spec.js';
import { cutOut, type RgbImage } from '../../model/rgb-image.js';
import { toDecodeError } from '../decode/decode-error.js';
import type { OpenImage } from '../decode/types.js';
import { computePlacement } from './placement.js';
import { enlargeBicubic } from './resize-bicubic.js';

/**
 * Decodes an image to the square input of an encoder: upright, sRGB, transparency on white.
 * @param seeWhole receives the whole scaled image before it is cropped or enlarged to the square
 * @returns 8-bit RGB, `spec.size² * 3` bytes, rows from the top
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function prepareSquare(
  image: OpenImage,
  spec: ImageSpec,
  seeWhole?: (whole: RgbImage) => void,
): Promise<Uint8Array> {
  const { scaledWidth, scaledHeight, left, top } = computePlacement(image.width, image.height, spec);
  const square = { left, top, width: spec.size, height: spec.size };
  const shrunk = await shrink(image, scaledWidth, scaledHeight, spec);
  seeWhole?.(shrunk);
  if (shrunk.width < scaledWidth || shrunk.height < scaledHeight) {
    return enlargeBicubic(shrunk, scaledWidth, scaledHeight, square).data;
  }
  // Not with sharp's `extract`: a pipeline with it disables shrink-on-load, which takes seven times as long for a rotated photo.
  return cutOut(shrunk, square);
}

/**
 * Decodes the whole of an image, scaled so that its short side has the size of the square: {@link prepareSquare} of a spec that crops is the middle of
 * it, and other squares of it are inputs for other parts.
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function prepareWhole(
  image: OpenImage,
  { size, kernel }: Pick<ImageSpec, 'size' | 'kernel'>,
): Promise<RgbImage> {
  const spec: ImageSpec = { size, kernel, fit: 'crop' };
  const { scaledWidth: width, scaledHeight: height } = computePlacement(image.width, image.height, spec);
  const shrunk = await shrink(image, width, height, spec);
  if (shrunk.width === width && shrunk.height === height) return shrunk;
  return enlargeBicubic(shrunk, width, height, { left: 0, top: 0, width, height });
}

/** Scales an image down to a size, and never up. */
async function shrink(image: OpenImage, width: number, height: number, { kernel }: ImageSpec): Promise<RgbImage> {
  const shrunkWidth = Math.min(image.width, width);
  const shrunkHeight = Math.min(image.height, height);
  if (shrunkWidth === image.width && shrunkHeight === image.height) return toRgb(image.decode());
  // An exact size and an integer crop, not `fit: 'cover'`, which crops at another sub-pixel position than the reference.
  const pipeline = image.decode().resize(shrunkWidth, shrunkHeight, {
    fit: 'fill',
    kernel,
    // Shrink-on-load suits JPEG; that of WebP changes the cosine by up to 0.03.
    fastShrinkOnLoad: image.identity.format !== 'webp',
  });
  return toRgb(pipeline);
}

/** The pixels of a pipeline: transparency on white. @throws PhotoseekError `damaged-image` */
export async function toRgb(pipeline: Sharp): Promise<RgbImage> {
  const { data, info } = await pipeline
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
  return { data, width: info.width, height: info.height };
}
