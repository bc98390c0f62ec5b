import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { toDecodeError } from './decode-error.js';

// Decodes run side by side in several processes: one thread each, and nothing kept between pictures, keeps memory flat.
sharp.cache(false);
sharp.concurrency(1);

/** How the picture library reads. Our own limits, which depend on the format, are checked before. */
export const SHARP_INPUT: SharpOptions = { failOn: 'error', limitInputPixels: false };

/**
 * Reads a header.
 * @throws PhotoseekError `damaged-image`
 */
export async function readMetadata(bytes: Uint8Array, input = SHARP_INPUT): Promise<Metadata> {
  return sharp(bytes, input)
    .metadata()
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
}
