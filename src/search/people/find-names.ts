import { toLooseKey, toLooseWords } from '../../model/comparison-key.js';
import { isCommonWord } from './common-words.js';

/** A name that stands in a text. */
export interface FoundName {
  /** As it is written there. */
  text: string;
  start: number;
  end: number;
}

/** Names in a text. */
export interface FoundNames {
  /** In their order. */
  names: FoundName[];
  /** Written small, and words like others: they are left as words. */
  doubtful: FoundName[];
}

/** A word of the text. */
interface Word {
  key: string;
  text: string;
  start: number;
  end: number;
}

/**
 * Finds names as whole words, the longest first; neither case nor diacritics matter. Of a name of several words the first one alone counts, too. A name
 * that is a common word must be written with a capital letter.
 * @param names of people
 */
export function findNames(text: string, names: readonly string[]): FoundNames {
  const words = listWords(text);
  const taken = new Set<Word>();
  const found: FoundNames = { names: [], doubtful: [] };
  for (const wanted of listWanted(names)) {
    for (let at = 0; at + wanted.length <= words.length; at++) {
      const span = words.slice(at, at + wanted.length);
      if (!span.every(({ key }, i) => key === wanted[i]) || span.some((word) => taken.has(word))) continue;
      const [first, last] = [span[0] as Word, span.at(-1) as Word];
      if (!isWhole(text, first.start, last.end) || !isJoined(text, span)) continue;
      for (const word of span) taken.add(word);
      const name = { text: text.slice(first.start, last.end), start: first.start, end: last.end };
      const isDoubtful = span.every(({ key }) => isCommonWord(key)) && !span.every((word) => hasCapital(word.text));
      (isDoubtful ? found.doubtful : found.names).push(name);
    }
  }
  found.names.sort((a, b) => a.start - b.start);
  return found;
}

/** The names as keys of their words, and the first word of each; the longest first. */
function listWanted(names: readonly string[]): string[][] {
  const whole = names.map((name) => toLooseWords(name).trim().split(' '));
  const first = whole.flatMap(([word, ...more]) => (word === undefined || more.length === 0 ? [] : [[word]]));
  const wanted = new Map([...whole, ...first].filter(([word]) => word !== '').map((words) => [words.join(' '), words]));
  return [...wanted.values()].sort((a, b) => b.length - a.length || b.join().length - a.join().length);
}

function listWords(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+/gu), ({ 0: word, index }) => {
    return { key: toLooseKey(word), text: word, start: index, end: index + word.length };
  });
}

/** `Anna` is no word of `Anna-Lena` or `Anna's`. */
function isWhole(text: string, start: number, end: number): boolean {
  return !/[\p{L}\p{N}][-'’_.@]$/u.test(text.slice(0, start)) && !/^[-'’_@][\p{L}\p{N}]/u.test(text.slice(end));
}

/** `Anna. Smith` may be a name, `Anna, Smith` is none. */
function isJoined(text: string, words: readonly Word[]): boolean {
  return words.slice(1).every((word, i) => /^[\s\-'’.]+$/.test(text.slice((words[i] as Word).end, word.start)));
}

/** Alphabets without capitals have none to miss. */
function hasCapital(word: string): boolean {
  const [first = ''] = word;
  return first !== first.toLowerCase() || first === first.toUpperCase();
}
