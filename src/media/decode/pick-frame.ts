/** Pixels decoded to reach the frame of an animation: half a second to two seconds of work. */
export const MAX_ANIMATION_PIXELS = 250_000_000;

/**
 * The frame that stands for an animation: the one at a third of its length. The first is often blank or a title, the last often the same
 * as the first. Frames build on each other, so that all before it are decoded, too: where that would be too much, it is an earlier one.
 * @param framePixels of one frame
 * @returns counted from 0
 */
export function pickFrame(frames: number, framePixels: number): number {
  const affordable = Math.floor(MAX_ANIMATION_PIXELS / Math.max(1, framePixels)) - 1;
  return Math.max(0, Math.min(Math.floor(frames / 3), affordable));
}
