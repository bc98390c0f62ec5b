import type { Filter, Query, Term } from './types.js';

/** The only term, if it is words that count once: they are written as they are, without quotes. */
export function getPlainWords({ terms }: Query): string | undefined {
  const [term, ...others] = terms;
  return term?.kind === 'text' && term.weight === 1 && others.length === 0 ? term.value : undefined;
}

/** A query in the query language. Pictures that were brought here have no name in it and are left out. */
export function printQuery(query: Query): string {
  const plain = getPlainWords(query);
  const terms = plain === undefined ? printTerms(query.terms) : [isSafe(plain) ? plain : quote(plain)];
  return [...terms, ...query.filters.map(printFilter)].join(' ');
}

/** Filters alone, for a request that has the terms elsewhere. */
export function printFilters(filters: readonly Filter[]): string {
  return filters.map(printFilter).join(' ');
}

export function printFilter({ text, negated }: Filter): string {
  return negated ? `-${text}` : text;
}

function printTerms(terms: readonly Term[]): string[] {
  const named = terms.filter(({ kind }) => kind !== 'picture');
  return named.map((term, index) => {
    // A sign counts only between two terms; the first one has it in its weight.
    const isNegativeFirst = index === 0 && term.weight < 0;
    const sign = index === 0 ? '' : term.weight < 0 ? '- ' : '+ ';
    const size = printWeight(Math.abs(term.weight));
    const weight = isNegativeFirst ? `-${size}:` : size === '1' ? '' : `${size}:`;
    return `${sign}${weight}${printValue(term)}`;
  });
}

function printValue(term: Term): string {
  if (term.kind === 'id') return `id:${term.value}`;
  return term.kind === 'url' ? `image:${quote(term.value)}` : quote(String(term.value));
}

/** Four digits after the point are all that is read. */
function printWeight(size: number): string {
  return String(Math.max(1, Math.round(size * 1e4)) / 1e4);
}

/** Words that nobody could read as anything but words. */
function isSafe(words: string): boolean {
  return !/[":“„\\]|(?:^|\s)[-+~./]/.test(words);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
