import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../../../data/languages/english.txt', import.meta.url));

let list: string | undefined;

/** An English word. */
export interface EnglishWord {
  /** Other languages in which it is a common word and may mean something else; empty for most. */
  alsoIn: readonly string[];
}

/**
 * Looks a word up; `undefined` when it is not English. The list stays one text, which is searched by halving: a table would take longer to make
 * than a query has words.
 */
export function findEnglishWord(word: string): EnglishWord | undefined {
  list ??= readFileSync(FILE, 'latin1');
  // German writes nouns with a capital: `Ball` may be German where `ball` is not.
  return findEntry(list, word) ?? findEntry(list, word.toLowerCase());
}

/** @param text lines that end with a line feed, in the order of the code units of their words; a word is followed by its codes */
function findEntry(text: string, word: string): EnglishWord | undefined {
  let [from, to] = [0, text.length];
  while (from < to) {
    const start = text.lastIndexOf('\n', ((from + to) >> 1) - 1) + 1;
    const end = text.indexOf('\n', start);
    const [entry, ...alsoIn] = text.slice(start, end).split(' ');
    if (entry === word) return { alsoIn };
    if ((entry as string) < word) from = end + 1;
    else to = start;
  }
  return undefined;
}
