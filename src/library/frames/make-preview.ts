import type { PhotoFrame } from '../../model/frame.js';
import { spreadIndexes } from '../../runtime/spread.js';

/** Frames of an animated preview at most. */
const MAX_FRAMES = 12;

/**
 * Makes the animated preview of a content of its frames, spread over the whole of it. A frame that cannot be decoded is left out.
 * @param thumbnailOf gives the thumbnail of a frame by its ordinal
 * @throws PhotoseekError what `thumbnailOf` throws, when no frame can be decoded
 */
export async function makePreview(
  frames: readonly PhotoFrame[],
  thumbnailOf: (ordinal: number) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const ordinals = spreadIndexes(frames.length, MAX_FRAMES).map((index) => (frames[index] as PhotoFrame).ordinal);
  const made = await Promise.allSettled(ordinals.map(thumbnailOf));
  const thumbnails = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const [first] = made;
  if (thumbnails.length === 0 && first?.status === 'rejected') throw first.reason;
  const { animateThumbnails } = await import('../../media/thumbnails/animate-thumbnails.js');
  return animateThumbnails(thumbnails);
}
