import { distance } from 'fastest-levenshtein';

/** The word with the least distance (insertions, deletions, replacements of a letter) that is not beyond a bound; of equal ones, the first. */
export function findNearest(word: string, words: Iterable<string>, most: number): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const d = distance(word, candidate);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}
