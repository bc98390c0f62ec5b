/** Lines that are read with a lower score are dropped: most of them are no text. */
export const KEPT_SCORE = 0.5;

/** Letters and digits, of which a word has two. */
const WORD = /[\p{L}\p{N}].*[\p{L}\p{N}]/u;

/** Whether a text proves that there is text: a wheel is read as O with certainty, but never as a word. */
export function isWord(text: string): boolean {
  return WORD.test(text);
}
