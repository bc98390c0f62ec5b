import { distance } from 'fastest-levenshtein';

/** Text as it is compared: without spaces, in the compatible form. */
const fold = (text) => text.normalize('NFKC').replace(/\s+/g, '');

/**
 * Errors of a reading: changed, left out and added characters, without spaces.
 * @returns `byLine`: of each true line against the nearest line that was read; `inOrder`: of the whole text in the order of reading, with what
 * was read beyond it; `characters` that there are
 */
export function countErrors(truth, read) {
  const lines = read.map(fold);
  let [byLine, characters] = [0, 0];
  for (const line of truth.map(fold)) {
    characters += line.length;
    byLine += Math.min(line.length, ...lines.map((one) => distance(line, one)));
  }
  return { byLine, inOrder: distance(truth.map(fold).join(''), lines.join('')), characters };
}
