import { PhotoseekError } from '../../errors.js';

/** Maps an error of a decoder to a {@link PhotoseekError}. */
export function toDecodeError(cause: Error): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  if (/pixel limit|too large|exceeds|maximum image size/i.test(cause.message)) {
    return new PhotoseekError('image-too-large', "The image exceeds the decoder's limits.", { cause });
  }
  // Lines before the last one may be left over from an earlier image: libvips has one buffer of errors a process.
  const reason = cause.message.trim().split('\n').at(-1)?.trim() || 'no reason given';
  return new PhotoseekError('damaged-image', `The image is damaged or cut short (${reason}).`, { cause });
}
