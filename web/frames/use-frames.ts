import type { Frame } from '../api/types.js';
import { useAnswer } from '../ui/use-answer.js';
import { loadFrames } from './load-frames.js';

const NONE: readonly Frame[] = [];

/** The frames of a photo; none before they are there, and from a server that does not list them. */
export function useFrames(id: number, isWanted = true): readonly Frame[] {
  const { answer } = useAnswer(isWanted ? `frames ${id}` : null, () =>
    loadFrames(id).then((frames) => ({ id, frames })),
  );
  return answer?.id === id ? answer.frames : NONE;
}
