import { prepareWords } from '../prepare-words.js';
import { quoteText } from './quote-text.js';
import type { Word } from './text-matches.js';

/** The FTS5 expression for texts of frames that hold all of the words. */
export function toFrameExpression(words: readonly Word[]): string {
  return words.map(toExpression).join(' AND ');
}

function toExpression({ text, isPrefix }: Word): string {
  const quoted = quoteText(prepareWords(text).trim());
  return isPrefix ? `${quoted} *` : quoted;
}
