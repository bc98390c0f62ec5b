/** Most pixels decoded to reach the frame of an animation: 0.5 to 2 s of work. */
export const MAX_ANIMATION_PIXELS = 250_000_000;

/**
 * Picks the frame that represents an animation: the one at a third of its length, because the first is often blank or a title and the last
 * often equals the first. Frames depend on their predecessors, which are decoded as well: where that exceeds
 * {@link MAX_ANIMATION_PIXELS}, an earlier frame is picked.
 * @param framePixels of one frame
 * @returns counted from 0
 */
export function pickFrame(frames: number, framePixels: number): number {
  const affordable = Math.floor(MAX_ANIMATION_PIXELS / Math.max(1, framePixels)) - 1;
  return Math.max(0, Math.min(Math.floor(frames / 3), affordable));
}
