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

/** The nearest right spelling of a name, whatever its case: at most two letters away, one for short names, of which two may have changed places. */
export function findSpelling(name: string, names: readonly string[]): string | undefined {
  const byKey = new Map(names.map((known) => [known.toLowerCase(), known]));
  const key = name.toLowerCase();
  const nearest =
    findNearest(key, byKey.keys(), name.length <= 3 ? 1 : 2) ?? listSwapped(key).find((other) => byKey.has(other));
  return nearest === undefined ? undefined : byKey.get(nearest);
}

/** A word with two letters that stand side by side in each other's place. */
function listSwapped(word: string): string[] {
  return Array.from(
    { length: Math.max(0, word.length - 1) },
    (_, i) => `${word.slice(0, i)}${word[i + 1]}${word[i]}${word.slice(i + 2)}`,
  );
}
