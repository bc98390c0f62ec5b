import type { Word } from '../../store/queries/text-matches.js';

/** Characters of a passage. */
const LENGTH = 160;
/** Of it, before the first word that was found. */
const BEFORE = 50;

const WORDS = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * The part of a text around words that were looked for, on one line: where most of them stand close together. A text that is short enough is given
 * whole.
 */
export function cutPassage(text: string, words: readonly Word[]): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= LENGTH) return line;
  const start = Math.max(0, findPlace(line, words) - BEFORE);
  // At the blank before, so that no word is cut in two.
  const from = start === 0 ? 0 : line.indexOf(' ', start - 1) + 1 || start;
  const end = from + LENGTH;
  const to = end >= line.length ? line.length : Math.max(line.lastIndexOf(' ', end), from + BEFORE);
  return `${from > 0 ? '…' : ''}${line.slice(from, to).trim()}${to < line.length ? '…' : ''}`;
}

/** Which of the words stand in a text, by their places in the list. */
export function findWords(text: string, words: readonly Word[]): Set<number> {
  return new Set(listPlaces(text, words).map(({ word }) => word));
}

/** Where the most different words follow within a passage. */
function findPlace(line: string, words: readonly Word[]): number {
  const found = listPlaces(line, words);
  let best = { at: 0, count: 0 };
  for (const [i, { at }] of found.entries()) {
    const near = new Set<number>();
    for (let j = i; j < found.length && (found[j]?.at ?? 0) < at + LENGTH - BEFORE; j++) near.add(found[j]?.word ?? -1);
    if (near.size > best.count) best = { at, count: near.size };
    if (best.count === words.length) break;
  }
  return best.at;
}

function listPlaces(line: string, words: readonly Word[]): { at: number; word: number }[] {
  const asked = words.map(({ text, isPrefix }) => ({ folded: fold(text), isPrefix }));
  const found: { at: number; word: number }[] = [];
  for (const { 0: token, index: at } of line.matchAll(WORDS)) {
    const folded = fold(token);
    const word = asked.findIndex((one) => isFound(folded, one));
    if (word >= 0) found.push({ at, word });
  }
  return found;
}

/** A sentence without blanks is one token here. */
function isFound(token: string, { folded, isPrefix }: { folded: string; isPrefix: boolean }): boolean {
  if (token === folded || (isPrefix && token.startsWith(folded))) return true;
  return /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(folded) && token.includes(folded);
}

/** Without regard to case and diacritics, as the full-text index. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}
