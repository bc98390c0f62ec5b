import type { Sharp } from 'sharp';
import type { ImageSpec } from '../../model/image-spec.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { toDecodeError } from '../decode/decode-error.js';
import type { OpenImage } from '../decode/types.js';
import { computePlacement } from './placement.js';
import { enlargeBicubic, type Region } from './resize-bicubic.js';

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
  const n = spec.size;
  const { scaledWidth, scaledHeight, left, top } = computePlacement(image.width, image.height, spec);
  const square = { left, top, width: n, height: n };
  const shrunkWidth = Math.min(image.width, scaledWidth);
  const shrunkHeight = Math.min(image.height, scaledHeight);
  let pipeline = image.decode();
  if (shrunkWidth < image.width || shrunkHeight < image.height) {
    // An exact size and an integer crop, not `fit: 'cover'`, which crops at another sub-pixel position than the reference.
    pipeline = pipeline.resize(shrunkWidth, shrunkHeight, {
      fit: 'fill',
      kernel: spec.kernel,
      // Shrink-on-load suits JPEG; that of WebP changes the cosine by up to 0.03.
      fastShrinkOnLoad: image.identity.format !== 'webp',
    });
  }
  const shrunk = await toRgb(pipeline);
  seeWhole?.(shrunk);
  if (shrunkWidth < scaledWidth || shrunkHeight < scaledHeight) {
    return enlargeBicubic(shrunk, scaledWidth, scaledHeight, square).data;
  }
  return cutOut(shrunk, square);
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

/** Not with sharp's `extract`: a pipeline with it disables shrink-on-load, which takes seven times as long for a rotated photo. */
function cutOut({ data, width }: RgbImage, { left, top, width: cutWidth, height }: Region): Uint8Array {
  const cut = new Uint8Array(cutWidth * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * width + left) * 3;
    cut.set(data.subarray(start, start + cutWidth * 3), y * cutWidth * 3);
  }
  return cut;
}
