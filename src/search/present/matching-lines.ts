import type { TextLine } from '../../model/evidence.js';
import type { PhotoRegion } from '../../model/region.js';
import type { Word } from '../../store/queries/text-matches.js';
import { findWords } from '../text/cut-passage.js';

/** Lines that evidence names: more of them are a page. */
const MOST_LINES = 8;

/** The lines of text of a frame in which words of a query stand: those with the most of them, in reading order. */
export function listMatchingLines(
  regions: readonly Pick<PhotoRegion, 'kind' | 'label' | 'box'>[],
  words: readonly Word[],
): TextLine[] {
  const lines = regions.flatMap(({ kind, label, box }) => {
    if (kind !== 'text' || label === null) return [];
    const count = findWords(label, words).size;
    return count === 0 ? [] : [{ count, line: { text: label, box } }];
  });
  const best = [...lines].sort((a, b) => b.count - a.count).slice(0, MOST_LINES);
  return lines.filter((one) => best.includes(one)).map(({ line }) => line);
}
