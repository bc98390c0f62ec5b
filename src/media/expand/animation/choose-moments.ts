import { compareFrames, type FrameDescription, isUniform } from '../video/describe-frame.js';

/** Frames of an animation or a sequence, its still included. */
export const MAX_MOMENTS = 8;

/** Frames that differ by less from one that is chosen tell nothing new. */
const LEAST_DIFFERENCE = 0.2;

/**
 * Chooses frames that show something else than the still does and than each other: again and again the one that is most unlike all that are
 * chosen.
 * @param candidates in their order
 * @param still the place of the frame that represents the animation
 * @param most frames, the still not counted
 * @returns places among the candidates, ascending, without the still
 */
export function chooseMoments(candidates: readonly FrameDescription[], still: number, most: number): number[] {
  const chosen: number[] = [];
  const distances = candidates.map((candidate) =>
    isUniform(candidate) ? 0 : compareFrames(candidate, candidates[still] as FrameDescription),
  );
  while (chosen.length < most) {
    const farthest = distances.indexOf(Math.max(...distances));
    if ((distances[farthest] ?? 0) < LEAST_DIFFERENCE) break;
    chosen.push(farthest);
    for (const [i, candidate] of candidates.entries()) {
      const distance = compareFrames(candidate, candidates[farthest] as FrameDescription);
      distances[i] = Math.min(distances[i] as number, distance);
    }
  }
  return chosen.sort((a, b) => a - b);
}
