import { PhotoseekError } from '../../errors.js';
import { type Identity, identify } from '../identify/identify.js';
import { openRaw } from './open-raw.js';
import { openWithMagick } from './open-with-magick.js';
import { openWithSharp } from './open-with-sharp.js';
import { openTiffImage } from './tiff/open-tiff.js';
import type { OpenImage } from './types.js';

const OPENERS = { sharp: openWithSharp, magick: openWithMagick, tiff: openTiffImage, raw: openRaw };

/**
 * The error for content that no decoder takes.
 * @param identity `null` when the content was not recognised
 */
export function explainUndecodable(identity: Identity | null): PhotoseekError {
  return identity === null
    ? new PhotoseekError('not-an-image', 'The content is not an image.')
    : identity.kind === 'image'
      ? new PhotoseekError('unsupported-format', `Images in ${identity.format} format are not supported.`)
      : new PhotoseekError('not-an-image', `The content is no image but a ${identity.kind} (${identity.format}).`);
}

/**
 * Recognises an image by its content, reads its header, and rejects one that is too expensive to decode.
 * @param bytes the whole file
 * @param known the format of the bytes; default: they are identified here
 * @throws PhotoseekError `not-an-image`, `unsupported-format`, `image-too-large`, `damaged-image`
 */
export async function openImage(bytes: Uint8Array, known?: Identity): Promise<OpenImage> {
  const identity = known ?? (await identify(bytes));
  if (identity === null || identity.decoder === null) throw explainUndecodable(identity);
  return OPENERS[identity.decoder](bytes, identity);
}
