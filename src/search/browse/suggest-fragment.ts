import { type FilterName, findFilterName } from '../query/filter-names.js';

/** The fragment that is being typed at the end of a query. */
export interface Fragment {
  /** All of the query before it. */
  before: string;
  /** `-` directly before it, or nothing. */
  sign: '' | '-';
  isNegated: boolean;
  /** The filter whose name stands before the colon. */
  field: FilterName | undefined;
  /** The typed part of the name or the value. */
  typed: string;
  /** Several words: only values that begin with all of them are meant. */
  isPhrase: boolean;
}

/** Names of people and places have up to so many words. */
const MAX_WORDS = 3;

/** The ways to read the end of a query, the longest first. After a space nothing is being typed. */
export function findFragments(text: string): Fragment[] {
  const quote = findOpenQuote(text);
  if (quote !== undefined) {
    const head = /\S*$/.exec(text.slice(0, quote))?.[0] ?? '';
    return [toFragment(text.slice(0, quote - head.length), head, text.slice(quote + 1))];
  }
  const last = /\S*$/.exec(text)?.[0] ?? '';
  if (last === '' || last.endsWith('"')) return [];
  const [, head = '', typed = ''] = /^(-?[a-z]{2,}:=?|-?)(.*)$/is.exec(last) ?? [];
  const single = toFragment(text.slice(0, text.length - last.length), head, typed);
  return single.field === undefined ? [...findPhrases(text), single] : [single];
}

/** `new yo` may become New York. */
function findPhrases(text: string): Fragment[] {
  const phrases: Fragment[] = [];
  for (let words = MAX_WORDS; words > 1; words--) {
    const found = new RegExp(`(?:^|\\s)((?:[\\p{L}\\p{N}'’.]+\\s+){${words - 1}}[\\p{L}\\p{N}'’.]+)$`, 'u').exec(
      text,
    )?.[1];
    if (found === undefined) continue;
    const before = text.slice(0, text.length - found.length);
    phrases.push({ ...toFragment(before, '', found.replace(/\s+/g, ' ')), isPhrase: true });
  }
  return phrases;
}

function toFragment(before: string, head: string, typed: string): Fragment {
  const isNegated = head.startsWith('-');
  const name = /^-?([a-z]+):=?$/i.exec(head)?.[1];
  const field = name === undefined ? undefined : findFilterName(name);
  return {
    before: name !== undefined && field === undefined ? before + head : before,
    sign: isNegated ? '-' : '',
    isNegated,
    field,
    typed,
    isPhrase: false,
  };
}

/** Where a quotation begins that does not end. */
function findOpenQuote(text: string): number | undefined {
  const quotes = [...text.matchAll(/(?<!\\)"/g)].map(({ index }) => index);
  return quotes.length % 2 === 1 ? quotes.at(-1) : undefined;
}
