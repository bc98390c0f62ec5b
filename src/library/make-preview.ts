import type { PhotoFrame } from '../model/frame.js';

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
  const chosen = spread(frames, MAX_FRAMES);
  const made = await Promise.allSettled(chosen.map(({ ordinal }) => thumbnailOf(ordinal)));
  const thumbnails = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const [first] = made;
  if (thumbnails.length === 0 && first?.status === 'rejected') throw first.reason;
  const { animateThumbnails } = await import('../media/thumbnails/animate-thumbnails.js');
  return animateThumbnails(thumbnails);
}

/** At most so many items, the first and the last among them, evenly spread between. */
function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T);
}
