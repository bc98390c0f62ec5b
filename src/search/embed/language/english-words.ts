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
 * Looks a word up; `undefined` when it is not English. The list stays one text, in which an entry is found in a tenth of a millisecond: a table would
 * take longer to make than a query has words.
 */
export function findEnglishWord(word: string): EnglishWord | undefined {
  list ??= readFileSync(FILE, 'latin1');
  // German writes nouns with a capital: `Ball` may be German where `ball` is not.
  return findEntry(list, word) ?? findEntry(list, word.toLowerCase());
}

function findEntry(text: string, word: string): EnglishWord | undefined {
  const plain = text.indexOf(`\n${word}\n`);
  if (plain >= 0) return { alsoIn: [] };
  const at = text.indexOf(`\n${word} `);
  if (at < 0) return undefined;
  const from = at + word.length + 2;
  return { alsoIn: text.slice(from, text.indexOf('\n', from)).split(' ') };
}
