import sharp, { type Sharp } from 'sharp';
import { PhotoseekError } from '../errors.js';
import { IDENTIFY_BYTES, type Identity, identify } from './identify.js';

// Decodes run side by side in several processes: one thread each, and nothing kept between pictures, keeps memory flat.
sharp.cache(false);
sharp.concurrency(1);

/** Pictures with more pixels than this are refused before they are decoded. 16,383², the library's own default. */
export const MAX_PIXELS = 0x3fff ** 2;

/** A recognised picture, not yet decoded. */
export interface OpenImage {
  identity: Identity;
  /** Size in pixels, upright. */
  width: number;
  height: number;
  /** A fresh decoding pipeline: upright, sRGB; call once for each output. */
  decode(): Sharp;
}

/**
 * Recognises a picture by content and reads its header.
 * @throws PhotoseekError `not-an-image`, `unsupported-format`, `image-too-large`, `damaged-image`
 */
export async function openImage(bytes: Uint8Array): Promise<OpenImage> {
  const identity = await identify(bytes.subarray(0, IDENTIFY_BYTES));
  if (identity === null) throw new PhotoseekError('not-an-image', 'The content is not a picture.');
  if (identity.decoder === null) {
    throw new PhotoseekError('unsupported-format', `Pictures in ${identity.format} format cannot be read yet.`);
  }
  const decode = () => sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS }).autoOrient();
  const meta = await decode()
    .metadata()
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
  const { width, height } = meta.autoOrient;
  return { identity, width, height, decode };
}

/** Says in our words why a picture could not be decoded. */
export function toDecodeError(cause: Error): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  if (/pixel limit|too large|exceeds/i.test(cause.message)) {
    return new PhotoseekError('image-too-large', `The picture has more than ${MAX_PIXELS} pixels.`, { cause });
  }
  const reason = cause.message.split('\n')[0]?.trim() ?? 'no reason given';
  return new PhotoseekError('damaged-image', `The picture is damaged or cut short (${reason}).`, { cause });
}
