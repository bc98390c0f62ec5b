import type { Sharp } from 'sharp';
import { toDecodeError } from '../decode/decode-error.js';
import type { OpenImage } from '../decode/types.js';
import type { RenditionFormat } from '../worker/media-protocol.js';

/** AVIF at this quality and effort is a third smaller than WebP and, with decoding, takes three times as long (40 photos at 320 pixels). */
const AVIF = { quality: 55, effort: 2 };

/** Full-size images are looked at pixel by pixel. */
const JPEG = { quality: 90 };

/**
 * Makes an upright WebP, AVIF or JPEG of an image. Images smaller than `edge` are not enlarged.
 * @param edge longest side in pixels
 * @throws PhotoseekError a media code
 */
export async function makeThumbnail(
  image: OpenImage,
  edge: number,
  format: RenditionFormat = 'webp',
): Promise<Uint8Array> {
  const small = image.decode().resize(edge, edge, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb');
  return encode(small, format)
    .toBuffer()
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
}

function encode(image: Sharp, format: RenditionFormat): Sharp {
  if (format === 'jpeg') return image.flatten({ background: '#ffffff' }).jpeg(JPEG);
  return format === 'avif' ? image.avif(AVIF) : image.webp({ quality: 78 });
}
