import { PhotoseekError } from '../../errors.js';
import type { Filter } from '../../model/filter.js';
import { badQuery } from './bad-query.js';
import { toLocalDay } from './calendar.js';
import { classify, type Item } from './classify.js';
import { readRadius } from './near.js';
import { type FilterContext, quoteIfNeeded } from './parse-filter.js';
import { findLongerName } from './place-names.js';
import { type Token, tokenize, tokenizeArguments } from './tokenize.js';
import type { ParsedQuery, QueryTerm } from './types.js';

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
    try {
      items.push(classify(token, context));
      refuseHalfName(tokens.slice(i, i + 1 + MAX_JOINED));
    } catch (error) {
      throw suggestQuoted(tokens.slice(i, i + 1 + MAX_JOINED), context, (error as Error).message) ?? error;
    }
  }
  return items;
}

/** Words behind a filter that may belong to its value. */
const MAX_JOINED = 4;

/** `near:San Francisco` would be near San, in Mali, with Francisco in the picture. */
function refuseHalfName([token, ...next]: readonly Token[]): void {
  const [, name, first] = /^(-?near:)(\p{L}.*)$/isu.exec(token?.head ?? '') ?? [];
  if (token === undefined || name === undefined || first === undefined || token.quoted !== null) return;
  const end = next.findIndex(({ head, quoted }) => quoted !== null || !/^\p{L}/u.test(head) || head.includes(':'));
  const words = (end === -1 ? next : next.slice(0, end)).map(({ head }) => head);
  const longer = words.length === 0 ? undefined : findLongerName(first, words);
  if (longer === undefined) return;
  const last = next[longer.split(' ').length - 1 - first.split(' ').length] as Token;
  throw badQuery(
    { start: token.start, end: last.end },
    {
      message: `${longer} is a larger place than ${first}: a name with spaces needs quotation marks.`,
      suggestion: `${name}"${longer}"`,
    },
  );
}

/** For a filter whose value has spaces but no quotation marks (`taken:last summer`), or a space in front of it: what was meant. */
function suggestQuoted(
  [token, ...next]: readonly Token[],
  context: FilterContext,
  message: string,
): PhotoseekError | undefined {
  const [, name, first = ''] = /^(-?[a-z]{2,}:)(.*)$/is.exec(token?.head ?? '') ?? [];
  if (token === undefined || name === undefined || token.quoted !== null) return undefined;
  const end = next.findIndex(({ head, quoted }) => quoted !== null || /^[-+]$|:/.test(head));
  const words = end === -1 ? next : next.slice(0, end);
  for (let count = words.length; count > 0; count--) {
    const value = [first, ...words.slice(0, count).map(({ head }) => head)].join(' ').trim();
    try {
      const item = classify({ ...token, head: name, quoted: value }, context);
      // What takes any words (a camera's name) has one here.
      const isPicky = item.kind === 'filter' && ['taken', 'near', 'country'].includes(item.filter.condition.field);
      if (item.kind !== 'filter' || (!isPicky && count > 1)) continue;
    } catch {
      continue;
    }
    return badQuery(
      { start: token.start, end: (words[count - 1] as Token).end },
      { message, suggestion: name + quoteIfNeeded(value) },
    );
  }
  return undefined;
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
