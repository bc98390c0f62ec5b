import type { Sharp } from 'sharp';
import { computePlacement, type ImageSpec } from './image-spec.js';
import { type OpenImage, toDecodeError } from './open-image.js';
import { enlargeBicubic, type RgbImage } from './resize-bicubic.js';

/**
 * Decodes a picture to the square an encoder asks for: upright, sRGB, transparency on white.
 * @returns 8-bit RGB, `spec.size² * 3` bytes, rows from the top
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function prepareSquare(image: OpenImage, spec: ImageSpec): Promise<Uint8Array> {
  const n = spec.size;
  const { scaledWidth, scaledHeight, left, top } = computePlacement(image.width, image.height, spec);
  const square = { left, top, width: n, height: n };
  const shrunkWidth = Math.min(image.width, scaledWidth);
  const shrunkHeight = Math.min(image.height, scaledHeight);
  let pipeline = image.decode();
  if (shrunkWidth < image.width || shrunkHeight < image.height) {
    // An exact size and an integer crop, not `fit: 'cover'`, which crops at another sub-pixel place than the reference.
    pipeline = pipeline.resize(shrunkWidth, shrunkHeight, { fit: 'fill', kernel: spec.kernel });
  }
  if (shrunkWidth === scaledWidth && shrunkHeight === scaledHeight) {
    return (await toRgb(pipeline.extract(square))).data;
  }
  return enlargeBicubic(await toRgb(pipeline), scaledWidth, scaledHeight, square).data;
}

async function toRgb(pipeline: Sharp): Promise<RgbImage> {
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
