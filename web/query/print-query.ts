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
    const sign = term.weight < 0 ? '- ' : index === 0 ? '' : '+ ';
    const size = Math.abs(term.weight);
    const weight = size === 1 ? '' : `${size}:`;
    return `${sign}${weight}${term.kind === 'id' ? `id:${term.value}` : quote(String(term.value))}`;
  });
}

/** Words that would not be read as anything but words. */
function isSafe(words: string): boolean {
  return !/[":]|(?:^|\s)[+-](?:\s|$)|(?:^|\s)-\S/.test(words);
}

function quote(words: string): string {
  return `"${words.replaceAll('"', '\\"')}"`;
}
