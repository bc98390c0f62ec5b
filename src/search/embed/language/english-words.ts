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

const LINE_FEED = 10;
const BLANK = 32;

/**
 * Compares without cutting lines out of the text: a query looks at a hundred of them.
 * @param text lines that end with a line feed, in the order of the code units of their words; a word is followed by its codes
 */
function findEntry(text: string, word: string): EnglishWord | undefined {
  let [from, to] = [0, text.length];
  while (from < to) {
    const start = text.lastIndexOf('\n', ((from + to) >> 1) - 1) + 1;
    const order = compareEntry(text, start, word);
    if (order === 0) return { alsoIn: listCodes(text, start + word.length) };
    if (order < 0) from = text.indexOf('\n', start) + 1;
    else to = start;
  }
  return undefined;
}

/** Below 0: the entry that begins at `start` comes before the word. */
function compareEntry(text: string, start: number, word: string): number {
  for (let i = 0; i < word.length; i++) {
    const unit = text.charCodeAt(start + i);
    if (unit === LINE_FEED || unit === BLANK) return -1;
    const difference = unit - word.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  const end = text.charCodeAt(start + word.length);
  return end === LINE_FEED || end === BLANK ? 0 : 1;
}

function listCodes(text: string, from: number): string[] {
  const end = text.indexOf('\n', from);
  return end === from ? [] : text.slice(from + 1, end).split(' ');
}
