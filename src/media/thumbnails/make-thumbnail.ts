import { toDecodeError } from '../decode/decode-error.js';
import type { OpenImage } from '../decode/types.js';
import type { ThumbnailFormat } from '../worker/media-protocol.js';

/** AVIF at this quality and effort is a third smaller than WebP and, with decoding, takes three times as long (40 photos at 320 pixels). */
const AVIF = { quality: 55, effort: 2 };

/**
 * Makes a small upright WebP or AVIF of an image. Images smaller than `edge` are not enlarged.
 * @param edge longest side in pixels
 * @throws PhotoseekError a media code
 */
export async function makeThumbnail(
  image: OpenImage,
  edge: number,
  format: ThumbnailFormat = 'webp',
): Promise<Uint8Array> {
  const small = image.decode().resize(edge, edge, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb');
  return (format === 'avif' ? small.avif(AVIF) : small.webp({ quality: 78 })).toBuffer().catch((cause: Error) => {
    throw toDecodeError(cause);
  });
}
