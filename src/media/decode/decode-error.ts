import { PhotoseekError } from '../../errors.js';

/** Says in our words why a picture could not be decoded. */
export function toDecodeError(cause: Error): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  if (/pixel limit|too large|exceeds|maximum image size/i.test(cause.message)) {
    return new PhotoseekError('image-too-large', 'The picture is larger than can be decoded.', { cause });
  }
  const reason = cause.message.split('\n')[0]?.trim() || 'no reason given';
  return new PhotoseekError('damaged-image', `The picture is damaged or cut short (${reason}).`, { cause });
}
