import { PhotoseekError } from '../../errors.js';
import { identify } from '../identify/identify.js';
import { openRaw } from './open-raw.js';
import { openWithMagick } from './open-with-magick.js';
import { openWithSharp } from './open-with-sharp.js';
import type { OpenImage } from './types.js';

const OPENERS = { sharp: openWithSharp, magick: openWithMagick, raw: openRaw };

/**
 * Recognises a picture by content, reads its header, and refuses what would take too much to decode.
 * @param bytes the whole file
 * @throws PhotoseekError `not-an-image`, `unsupported-format`, `image-too-large`, `damaged-image`
 */
export async function openImage(bytes: Uint8Array): Promise<OpenImage> {
  const identity = await identify(bytes);
  if (identity === null) throw new PhotoseekError('not-an-image', 'The content is not a picture.');
  if (identity.decoder === null) {
    throw new PhotoseekError('unsupported-format', `Pictures in ${identity.format} format cannot be read.`);
  }
  return OPENERS[identity.decoder](bytes, identity);
}
