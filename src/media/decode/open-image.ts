import { PhotoseekError } from '../../errors.js';
import { type Identity, identify } from '../identify/identify.js';
import { openRaw } from './open-raw.js';
import { openWithMagick } from './open-with-magick.js';
import { openWithSharp } from './open-with-sharp.js';
import type { OpenImage } from './types.js';

const OPENERS = { sharp: openWithSharp, magick: openWithMagick, raw: openRaw };

/** Why a content is no image that can be decoded. @param identity `null`: it was not recognised */
export function explainUndecodable(identity: Identity | null): PhotoseekError {
  return identity === null
    ? new PhotoseekError('not-an-image', 'The content is not an image.')
    : new PhotoseekError('unsupported-format', `Images in ${identity.format} format cannot be read.`);
}

/**
 * Recognises an image by its content, reads its header, and refuses what would take too much to decode.
 * @param bytes the whole file
 * @param known what the bytes were identified as; default: they are identified here
 * @throws PhotoseekError `not-an-image`, `unsupported-format`, `image-too-large`, `damaged-image`
 */
export async function openImage(bytes: Uint8Array, known?: Identity): Promise<OpenImage> {
  const identity = known ?? (await identify(bytes));
  if (identity === null || identity.decoder === null) throw explainUndecodable(identity);
  return OPENERS[identity.decoder](bytes, identity);
}
