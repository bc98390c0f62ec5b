import { PhotoseekError } from '../../errors.js';
import { badQuery } from './bad-query.js';
import { toLocalDay } from './calendar.js';
import { classify, type Item } from './classify.js';
import { readRadius } from './near.js';
import { type Token, tokenize, tokenizeArguments } from './tokenize.js';
import type { Filter, ParsedQuery, QueryTerm } from './types.js';

/** What the meaning of a query depends on beside its text. */
export interface ParseOptions {
  /** When the query is asked: `yesterday` is the day before, in the zone of this machine. Default: now. */
  now?: Date;
  /** What relative folders in `in:` begin at; without it they are refused. */
  cwd?: string;
}

/** A longer query is a mistake. */
const MAX_LENGTH = 20_000;
/** Each costs a vector, or a clause. */
const MAX_PARTS = 100;

/**
 * Reads the query language; see `docs/query-language.md`.
 * @param input a text, or the arguments of a command, whose quotation marks the shell has taken away
 * @throws PhotoseekError `empty-query`; `bad-query` with `details.position`, `details.length` and `details.suggestion`
 */
export function parseQuery(input: string | readonly string[], options: ParseOptions = {}): ParsedQuery {
  const length = typeof input === 'string' ? input.length : input.reduce((sum, arg) => sum + arg.length + 1, 0);
  if (length > MAX_LENGTH) {
    throw badQuery(
      { start: MAX_LENGTH, end: length },
      { message: `The query is longer than ${MAX_LENGTH} characters.` },
    );
  }
  const tokens = typeof input === 'string' ? tokenize(input) : tokenizeArguments(input);
  const items = readItems(tokens, options);
  const query = {
    terms: joinTerms(items),
    filters: items.flatMap((item) => (item.kind === 'filter' ? [item.filter] : [])),
  };
  if (query.terms.length + query.filters.length === 0) {
    throw new PhotoseekError('empty-query', 'The query is empty.', {
      hint: 'Describe a photo, for example: a dog on the beach',
    });
  }
  if (query.terms.length > MAX_PARTS || query.filters.length > MAX_PARTS) {
    throw badQuery(
      { start: 0, end: length },
      { message: `A query has at most ${MAX_PARTS} terms and as many filters.` },
    );
  }
  return query;
}

/** Reads filters alone, as options and programs give them. Words among them are an error. No filters are none. */
export function parseFilters(text: string, options: ParseOptions = {}): Filter[] {
  if (text.trim() === '') return [];
  const { terms, filters } = parseQuery(text, options);
  const [first] = terms;
  if (first === undefined) return filters;
  throw badQuery(
    { start: 0, end: text.length },
    {
      message: `Only filters are expected here, and ${JSON.stringify(first.value)} came.`,
      hint: 'For example: taken:2023 -camera:phone',
    },
  );
}

function readItems(tokens: readonly Token[], options: ParseOptions): Item[] {
  const context = { today: toLocalDay(options.now ?? new Date()), cwd: options.cwd };
  const items: Item[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1];
    // near:"Paris" 30km is one filter in two pieces.
    if (/^-?near:/i.test(token.head) && next?.quoted === null && readRadius(next.head) !== undefined) {
      const place = token.head.slice(token.head.indexOf(':') + 1) + (token.quoted ?? '');
      if (!/\d\s?(?:km|mi|m)$/i.test(place)) {
        const head = token.head.slice(0, token.head.indexOf(':') + 1);
        items.push(classify({ ...token, end: next.end, head, quoted: `${place} ${next.head}` }, context));
        i++;
        continue;
      }
    }
    items.push(classify(token, context));
  }
  return items;
}

/** Words side by side are one term; a sign counts only between two. */
function joinTerms(items: readonly Item[]): QueryTerm[] {
  const parts = items.filter((item) => item.kind !== 'filter');
  const terms: QueryTerm[] = [];
  let open: QueryTerm | undefined;
  let sign = 1;
  parts.forEach((item, i) => {
    if (item.kind === 'word' && item.isOperator && isBetween(parts, i, terms.length > 0)) {
      sign = item.text === '-' ? -1 : 1;
      open = undefined;
      return;
    }
    if (item.kind === 'word') {
      if (item.text === '') return;
      if (open === undefined) {
        open = { kind: 'text', value: item.text, weight: sign };
        terms.push(open);
      } else open.value += ` ${item.text}`;
    } else if (item.kind === 'weighted') {
      const term: QueryTerm = { kind: 'text', value: item.text, weight: sign * item.weight };
      terms.push(term);
      open = item.isClosed ? undefined : term;
    } else {
      terms.push({ ...item.term, weight: sign * item.term.weight });
      open = undefined;
    }
    sign = 1;
  });
  return terms;
}

function isBetween(parts: readonly Item[], at: number, hasLeft: boolean): boolean {
  const next = parts[at + 1];
  return hasLeft && next !== undefined && !(next.kind === 'word' && (next.isOperator || next.text === ''));
}
