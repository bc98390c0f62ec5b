import { MAX_TAGS } from './classify-tags.js';

type Tag = { name: string; score: number };

/**
 * The share of a content's frames that must have a tag for its score to count whole: a film of a beach is not tagged by the one frame that looks like
 * snow.
 */
const ENOUGH_FRAMES = 0.25;

/**
 * The tags of a content of several frames: those of its frames, each with the mean score of the frames that have it, less where fewer than a quarter of
 * them do. Tags that one frame in many has fall out.
 * @param frames tags of each frame
 * @returns the surest first
 */
export function joinTags(frames: readonly (readonly Tag[])[]): Tag[] {
  const enough = Math.ceil(ENOUGH_FRAMES * frames.length);
  const scores = new Map<string, number[]>();
  for (const { name, score } of frames.flat()) scores.set(name, [...(scores.get(name) ?? []), score]);
  return [...scores]
    .filter(([, own]) => own.length >= Math.min(2, enough))
    .map(([name, own]) => {
      const mean = own.reduce((sum, score) => sum + score, 0) / own.length;
      return { name, score: Math.round(1000 * mean * Math.min(1, own.length / enough)) / 1000 };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_TAGS);
}
