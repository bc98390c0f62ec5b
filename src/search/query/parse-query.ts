import type { Filter } from '../../model/filter.js';
import { readAlternativeSign } from './alternatives.js';
import { addQueries } from './correct-query.js';
import { joinTerms } from './join-terms.js';
import { type FilterContext, parseFilter, type ValueReaders } from './parse-filter.js';
import { checkParts, joinFilters, lengthOf, readItems, type SyntaxItem } from './parse-syntax.js';
import { BadValue, badQuery } from './query-error.js';
import { quote, quoteIfNeeded, type Token } from './tokenize.js';
import type { ParsedQuery, RawFilter } from './types.js';
import { toLocalDay } from './values/calendar.js';

/** Everything the meaning of a query depends on beside its text. */
export interface ParseOptions {
  /** When the query is asked: `yesterday` is the day before, in the zone of this machine. Default: now. */
  now?: Date;
  /** The folder that relative folders in `in:` begin at; without it they are refused. */
  cwd?: string;
}

/** Reads queries of the query language; see `docs/query-language.md`. */
export interface QueryParser {
  /**
   * Reads a query.
   * @param input a text, or the arguments of a command, from which the shell has removed the quotation marks
   * @throws PhotoseekError `empty-query`; `bad-query` with `details.position`, `details.length`, `details.suggestion`, and of a text
   * `details.query` and `details.queries`: the text, and what may stand in its place
   */
  parseQuery(input: string | readonly string[], options?: ParseOptions): ParsedQuery;
  /**
   * Reads filters alone, as options and programs give them. The empty text has none.
   * @throws PhotoseekError `bad-query`, also when there are terms among them
   */
  parseFilters(text: string, options?: ParseOptions): Filter[];
}

/** @param readers values that need more than the query's text: folders, places, dates in words */
export function createQueryParser(readers: ValueReaders): QueryParser {
  function parseQuery(input: string | readonly string[], options: ParseOptions = {}): ParsedQuery {
    if (typeof input !== 'string') return parseArguments(input, options);
    try {
      return parse(input, options);
    } catch (error) {
      throw addQueries(error, input, (query) => parse(query, options));
    }
  }

  function parseArguments(input: readonly string[], options: ParseOptions): ParsedQuery {
    const whole = input.length === 1 ? quoteValue(input[0] as string) : undefined;
    if (whole === undefined) return parse(input, options);
    try {
      return parse(input, options);
    } catch (error) {
      try {
        return parse(whole, options);
      } catch {
        throw error;
      }
    }
  }

  function parse(input: string | readonly string[], options: ParseOptions): ParsedQuery {
    const context = { today: toLocalDay(options.now ?? new Date()), cwd: options.cwd, readers };
    const items = readItems(input);
    const query = {
      terms: joinTerms(items.map(({ item }) => item)),
      filters: joinFilters(items, (syntax) => readFilter(syntax, context)),
    };
    checkParts(query, lengthOf(input));
    return query;
  }

  function parseFilters(text: string, options: ParseOptions = {}): Filter[] {
    try {
      return parseOnlyFilters(text, options);
    } catch (error) {
      throw addQueries(error, text, (filters) => parseOnlyFilters(filters, options));
    }
  }

  function parseOnlyFilters(text: string, options: ParseOptions): Filter[] {
    if (text.trim() === '') return [];
    const { terms, filters } = parse(text, options);
    const [first] = terms;
    if (first === undefined) return filters;
    throw badQuery(
      { start: 0, end: text.length },
      {
        message: `Only filters are allowed here, got the term ${JSON.stringify(first.value)}.`,
        hint: 'For example: taken:2023 -camera:phone',
      },
    );
  }

  return { parseQuery, parseFilters };
}

/**
 * An argument that is a filter with a value of several words, whose quotation marks the shell has removed: `taken:last summer`. It is read so
 * only where reading it as a query fails: `camera:canon beach` is one.
 */
function quoteValue(argument: string): string | undefined {
  const [, name, value] = /^(-?[a-z]{2,}:)(\S[^"]*\s[^"]*)$/is.exec(argument) ?? [];
  if (name === undefined || value === undefined || value.split(' ').some(isSign)) return undefined;
  return name + quote(value);
}

/** Alternatives are no part of a value. */
function isSign(word: string): boolean {
  return readAlternativeSign(word) === 'sign';
}

function readFilter({ item, token, next }: SyntaxItem, context: FilterContext): Filter | undefined {
  if (item.kind !== 'filter') return undefined;
  const { name, value, negated } = item.filter;
  try {
    const condition = parseFilter(name, value, context);
    refuseHalfName(token, next, context.readers);
    return { condition, negated };
  } catch (error) {
    throw (
      suggestQuoted(item.filter, token, next, context, (error as Error).message) ??
      toBadQuery(error, item.filter, token)
    );
  }
}

function toBadQuery(error: unknown, { name, negated }: RawFilter, token: Token): unknown {
  if (!(error instanceof BadValue)) return error;
  const { message, suggestion, others = [], hint } = error.complaint;
  const toFilter = (value: string) => `${negated ? '-' : ''}${name}:${value}`;
  return badQuery(token, {
    message,
    hint,
    suggestion: suggestion === undefined ? undefined : toFilter(suggestion),
    others: others.map(toFilter),
  });
}

/** `near:San Francisco` would be near San, in Mali, with the term Francisco. */
function refuseHalfName(token: Token, next: readonly Token[], { findLongerName }: ValueReaders): void {
  const [, name, first] = /^(-?near:)(\p{L}.*)$/isu.exec(token.head) ?? [];
  if (name === undefined || first === undefined || token.quoted !== null) return;
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

/** For a filter whose value has spaces but no quotation marks (`taken:last summer`), or a space before it: the likely query. */
function suggestQuoted(
  { name }: RawFilter,
  token: Token,
  next: readonly Token[],
  context: FilterContext,
  message: string,
): Error | undefined {
  const [, head, first = ''] = /^(-?[a-z]{2,}:)(.*)$/is.exec(token.head) ?? [];
  if (head === undefined || token.quoted !== null) return undefined;
  const end = next.findIndex(({ head: following, quoted }) => quoted !== null || /^[-+]$|:/.test(following));
  const words = end === -1 ? next : next.slice(0, end);
  // Only these filters refuse values; any text is the name of a camera, so that only its first word is suggested.
  const isPicky = ['taken', 'near', 'country'].includes(name);
  for (let count = isPicky ? words.length : Math.min(1, words.length); count > 0; count--) {
    const value = [first, ...words.slice(0, count).map(({ head: following }) => following)].join(' ').trim();
    try {
      parseFilter(name, value, context);
    } catch {
      continue;
    }
    return badQuery(
      { start: token.start, end: (words[count - 1] as Token).end },
      { message, suggestion: head + quoteIfNeeded(value) },
    );
  }
  return undefined;
}
