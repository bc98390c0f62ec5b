import { prepareWords } from '../../store/prepare-words.js';
import type { Word } from '../../store/queries/text-matches.js';
import type { TextField } from '../../store/text-fields.js';

/** Words of PostgreSQL have one of four weights: fields of one class count alike, as in the full-text index of a library. */
export const CLASS_OF_FIELD = {
  ...{ name: 'A', title: 'B', keywords: 'B', people: 'B', description: 'C', place: 'C', folder: 'D' },
} as const satisfies Record<TextField, string>;

/** How much a word of a class counts; see `TEXT_WEIGHTS`. */
export const CLASS_WEIGHTS = { A: 10, B: 8, C: 4, D: 1 } as const;

/** Limits of `tsvector`: longer words are cut, later places are one. */
const MAX_LENGTH = 500;
const MAX_PLACE = 16_383;

/**
 * The words of a text as SQLite's tokenizer `unicode61 remove_diacritics 2` gives them: runs of letters and digits, small, without diacritics. The
 * dictionaries of PostgreSQL depend on the server, and would find other words than a library does.
 */
export function splitWords(text: string): string[] {
  return (text.match(/[\p{L}\p{N}\p{Co}\p{M}]+/gu) ?? []).flatMap((run) => {
    const word = run.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC').slice(0, MAX_LENGTH);
    return word === '' ? [] : [word];
  });
}

/** Words of texts as a literal of the type `tsvector`, and how many there are. */
export function toWordVector(texts: readonly { text: string; label: string }[]): { words: string; tokens: number } {
  const places = new Map<string, string[]>();
  let tokens = 0;
  for (const { text, label } of texts)
    for (const word of splitWords(text)) {
      const known = places.get(word);
      const place = `${Math.min(++tokens, MAX_PLACE)}${label}`;
      if (known === undefined) places.set(word, [place]);
      else known.push(place);
    }
  return { words: [...places].map(([word, at]) => `'${word}':${at.join(',')}`).join(' '), tokens };
}

/** The words of a frame's text: each ideograph is one. */
export function toFrameWordVector(text: string): { words: string; tokens: number } {
  return toWordVector([{ text: prepareWords(text), label: '' }]);
}

/** What a word is looked for by: a literal of the type `tsquery`, and the tokens. */
export interface WordQuery {
  query: string;
  tokens: readonly string[];
  isPrefix: boolean;
}

/**
 * A word as a literal of the type `tsquery`; one that has several tokens is a phrase.
 * @param labels weights that count, such as `ABC`; empty: all
 * @returns `undefined` when nothing in it is a letter or digit
 */
export function toWordQuery({ text, isPrefix }: Word, labels = ''): WordQuery | undefined {
  const tokens = splitWords(text);
  if (tokens.length === 0) return undefined;
  const query = tokens
    .map((token, i) => {
      const ending = `${isPrefix && i === tokens.length - 1 ? '*' : ''}${labels}`;
      return `'${token}'${ending === '' ? '' : `:${ending}`}`;
    })
    .join(' <-> ');
  return { query: `(${query})`, tokens, isPrefix };
}
