/** Words of a description that say what the picture does not show: `a beach without people`, `no dogs`. */
import type { Item } from './classify.js';

type Word = Extract<Item, { kind: 'word' }>;

/** Behind them stands what is missing. */
const WITHOUT = new Set(['without', 'ohne', 'sans', 'sin', 'senza', 'sem', 'zonder', 'bez', 'без']);

/** The same, in German. `no` is *in the* in Portuguese: it counts behind some words, and before some at the beginning. */
const NONE = /^kein(?:e[nrms]?)?$/;
const BEFORE_NO = new Set(['with', 'and', 'but', 'has', 'having', 'shows', 'showing', 'mit', 'und', 'aber']);
const BEHIND_NO =
  /^(?:(?:people|persons?|humans?|m[ae]n|wom[ae]n|child(?:ren)?|kids?|adults?|faces?|crowds?|animals?|text|words|letters|clouds?|snow|water|trees?|buildings?|houses?|flash|flowers?|mountains?|grass|shadows?|furniture|traffic)|(?:dog|cat|car|bird|horse|cow|boat|bike|bicycle|bus|train|tourist|fence|sign|light)s?e?s?)$/;

/** The list of missing things ends before them. */
const ENDS = new Set(
  `in at on by with under near during behind before from over and but while where of to for
   im am an auf mit bei und aber vor hinter à au dans sur avec et en con y sul nel al e com op met na w z i на в и с`
    .trim()
    .split(/\s+/),
);
const ARTICLES = new Set(
  'a an the any some ein eine einen der die das den un une des de la le les una el los las um uma een het'.split(' '),
);
const OR = new Set(['or', 'nor', 'oder', 'ou', 'o', 'of', 'lub', 'или']);

/** A longer description is no thing that a picture may lack. */
const MAX_WORDS = 3;

/** Turns what a description says to be missing into text that is subtracted, as a minus does. */
export function readNegations(items: readonly Item[]): Item[] {
  const read: Item[] = [];
  for (let at = 0; at < items.length; ) {
    const found = readNegation(items, at);
    if (found === undefined) read.push(items[at++] as Item);
    else {
      if (isJoiner(read.at(-1))) read.pop();
      const before = read.at(-1);
      if (before?.kind === 'word' && !before.isQuoted)
        read[read.length - 1] = { ...before, text: trimEnd(before.text) };
      read.push(...found.texts.map((text): Item => ({ kind: 'without', text })));
      at = found.end;
    }
  }
  return read;
}

/** Whether a description, read without quotation marks, would be read as one with something missing. */
export function readsAsNegation(text: string): boolean {
  const items = text.split(' ').map((word): Item => ({ kind: 'word', text: word, isOperator: false }));
  return readNegations(items).some(({ kind }) => kind === 'without');
}

function readNegation(items: readonly Item[], at: number): { texts: string[]; end: number } | undefined {
  if (!isNegative(items, at)) return undefined;
  const texts: string[] = [];
  let end = at + 1;
  for (;;) {
    const phrase = readPhrase(items, end);
    if (phrase === undefined) break;
    texts.push(phrase.text);
    end = phrase.end;
    const word = plainWord(items[end]);
    if (phrase.isLast || word === undefined || !OR.has(word)) break;
    end++;
  }
  return texts.length === 0 ? undefined : { texts, end };
}

function isNegative(items: readonly Item[], at: number): boolean {
  const word = plainWord(items[at]);
  if (word === undefined) return false;
  if (WITHOUT.has(word) || NONE.test(word)) return true;
  if (word !== 'no') return false;
  const before = items[at - 1];
  const next = plainWord(items[at + 1]);
  if (next === undefined) return false;
  if (before === undefined) return BEHIND_NO.test(trimEnd(next));
  const word0 = plainWord(before);
  return word0 !== undefined && (BEFORE_NO.has(word0) || (/[,;]$/.test(word0) && BEHIND_NO.test(trimEnd(next))));
}

/** The words up to the end of what is missing, without articles. */
function readPhrase(items: readonly Item[], from: number): { text: string; end: number; isLast: boolean } | undefined {
  const words: string[] = [];
  let end = from;
  let isLast = false;
  while (!isLast && words.length < MAX_WORDS) {
    const item = items[end];
    const word = plainWord(item);
    if (word === undefined) break;
    if (words.length === 0 && ARTICLES.has(word)) {
      end++;
      continue;
    }
    if (ENDS.has(word) || OR.has(word)) break;
    isLast = /[,;.!?]$/.test(word);
    words.push(trimEnd((item as Word).text));
    end++;
  }
  const text = words.filter((word) => word !== '').join(' ');
  return text === '' ? undefined : { text, end, isLast };
}

/** `with` and `and` before `no` have nothing to join any more. */
function isJoiner(item: Item | undefined): boolean {
  const word = plainWord(item);
  return word !== undefined && BEFORE_NO.has(word);
}

/** A word without quotation marks, in small letters. */
function plainWord(item: Item | undefined): string | undefined {
  if (item?.kind !== 'word' || item.isQuoted || item.isOperator || item.or === 'sign') return undefined;
  return item.text.toLowerCase();
}

function trimEnd(word: string): string {
  return word.replace(/[,;.!?]+$/, '');
}
