import { toDecodeError } from './decoders/decode-error.js';
import type { OpenImage } from './open-image.js';

/**
 * Makes a small upright WebP of a picture; pictures smaller than `edge` keep their size.
 * @param edge longest side, in pixels
 */
export async function makeThumbnail(image: OpenImage, edge: number): Promise<Uint8Array> {
  return image
    .decode()
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp({ quality: 78 })
    .toBuffer()
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
}
