import type { VideoFrame } from './decode-frames.js';
import { compareFrames, describeFrame, type FrameDescription, isUniform } from './describe-frame.js';

/** A frame that may be chosen. */
export interface Candidate {
  frame: VideoFrame;
  description: FrameDescription;
}

/**
 * A frame that differs by more from the one before begins another scene. Of successive candidates of films of stated scenes, 98 % of those of one
 * scene differ by less than 0.2, and 98 % of those of different scenes by more than 0.45 (`bench/videos.mjs`).
 */
const SCENE_DIFFERENCE = 0.3;

/** A frame that differs by more from the first one of its scene begins another one, too: what the camera passes over has changed. */
const DRIFT = 0.45;

/** Frames of one scene that differ by less look the same. */
const SAME_DIFFERENCE = 0.12;

/** A frame must be this much sharper than an earlier one of its scene to stand for it. */
const SHARPER = 1.1;

/** See {@link Candidate}. */
export function toCandidate(frame: VideoFrame): Candidate {
  return { frame, description: describeFrame(frame) };
}

/** Whether two frames look the same. */
export function looksSame(a: Candidate, b: Candidate): boolean {
  return differenceOf(a, b) < SAME_DIFFERENCE;
}

/**
 * Chooses few, telling frames: the sharpest of each scene, and another one of a scene that goes on for long and has changed meanwhile. Of more
 * than `most`, those go first that are most like another one.
 * @param candidates in their order
 * @param longMs a scene that lasts longer gets another frame
 */
export function chooseFrames(candidates: readonly Candidate[], most: number, longMs: number): Candidate[] {
  const chosen: Candidate[] = [];
  for (const scene of splitScenes(
    candidates.filter(({ description }) => !isUniform(description)),
    longMs,
  )) {
    const best = scene.reduce((sharpest, other) => (isSharper(other, sharpest) ? other : sharpest));
    const last = chosen.at(-1);
    if (last === undefined || !looksSame(last, best)) chosen.push(best);
  }
  return chosen.length > most ? thinOut(chosen, most) : chosen;
}

function differenceOf(a: Candidate, b: Candidate): number {
  return compareFrames(a.description, b.description);
}

function splitScenes(candidates: readonly Candidate[], longMs: number): Candidate[][] {
  const scenes: Candidate[][] = [];
  for (const candidate of candidates) {
    const scene = scenes.at(-1);
    const [first, last] = [scene?.[0], scene?.at(-1)];
    const goesOn =
      first !== undefined &&
      last !== undefined &&
      differenceOf(last, candidate) < SCENE_DIFFERENCE &&
      differenceOf(first, candidate) < DRIFT &&
      candidate.frame.atMs - first.frame.atMs < longMs;
    if (goesOn) scene?.push(candidate);
    else scenes.push([candidate]);
  }
  return scenes;
}

function isSharper(a: Candidate, b: Candidate): boolean {
  return a.description.sharpness > b.description.sharpness * SHARPER;
}

/** Without those that are most like an earlier one. */
function thinOut(chosen: readonly Candidate[], most: number): Candidate[] {
  const pairs = chosen.flatMap((later, i) =>
    chosen.slice(0, i).map((earlier) => ({ earlier, later, difference: differenceOf(later, earlier) })),
  );
  pairs.sort((a, b) => a.difference - b.difference);
  const left = new Set(chosen);
  for (const { earlier, later } of pairs) {
    if (left.size <= most) break;
    if (left.has(earlier)) left.delete(later);
  }
  return [...left];
}
