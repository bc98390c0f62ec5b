import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { toDecodeError } from './decode-error.js';

// Several processes decode in parallel: one thread each and no cache between images bound the memory.
sharp.cache(false);
sharp.concurrency(1);

/** Input options of every sharp pipeline. Size limits depend on the format and are checked before (see `checkDemand`). */
export const SHARP_INPUT: SharpOptions = { failOn: 'error', limitInputPixels: false };

/**
 * Reads an image's header.
 * @throws PhotoseekError `damaged-image`
 */
export async function readMetadata(bytes: Uint8Array, input = SHARP_INPUT): Promise<Metadata> {
  return sharp(bytes, input)
    .metadata()
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
}
