import { PhotoseekError } from '../../errors.js';
import { classify, type Item } from './classify.js';
import { findFilterName, isNearMiss } from './filter-names.js';
import { joinTerms } from './join-terms.js';
import { badQuery } from './query-error.js';
import { type Token, tokenize, tokenizeArguments } from './tokenize.js';
import type { QuerySyntax } from './types.js';
import { readRadius } from './values/near.js';

/** A longer query is a mistake. */
const MAX_LENGTH = 20_000;
/** Each costs a vector, or a clause. */
const MAX_PARTS = 100;

/** A token with its meaning. */
export interface SyntaxItem {
  item: Item;
  token: Token;
  /** The tokens behind it, which may belong to a value that lacks its quotation marks. */
  next: readonly Token[];
  /** A filter that is an alternative to the one before. */
  isAlternative?: true;
}

/**
 * Reads the syntax of a query: its terms with their weights, and the names and raw values of its filters. Values are not checked.
 * @param isPartial the text is still being typed: it may be empty, and a quotation that is not closed ends with the text
 * @throws PhotoseekError as `parseQuery`
 */
export function parseSyntax(text: string, { isPartial = false } = {}): QuerySyntax {
  const items = readItems(text, isPartial);
  const syntax = {
    terms: joinTerms(items.map(({ item }) => item)),
    filters: joinFilters(items, ({ item }) => (item.kind === 'filter' ? item.filter : undefined)),
  };
  checkParts(syntax, text.length, isPartial);
  return syntax;
}

/**
 * Splits a query into items.
 * @param input a text, or the arguments of a command, from which the shell has removed the quotation marks
 */
export function readItems(input: string | readonly string[], isPartial = false): SyntaxItem[] {
  const length = lengthOf(input);
  if (length > MAX_LENGTH) {
    throw badQuery(
      { start: MAX_LENGTH, end: length },
      { message: `A query must have at most ${MAX_LENGTH} characters, got ${length}.` },
    );
  }
  const tokens = typeof input === 'string' ? tokenize(input, { isPartial }) : tokenizeArguments(input);
  const items: SyntaxItem[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const joined = joinRadius(token, tokens[i + 1]);
    if (joined !== undefined) i++;
    refuseNearMiss(token, tokens[i + 1]);
    const item = classify(joined ?? token);
    items.push({
      item,
      token: joined ?? token,
      next: joined === undefined ? tokens.slice(i + 1, i + 1 + MAX_NEXT) : [],
    });
  }
  if (!isPartial) refuseMixedAlternatives(items);
  return markAlternatives(items);
}

/** `person:Anna OR beach`: filters hold for all of a query, so that neither half could stand alone. Read as words, the sign would say nothing. */
function refuseMixedAlternatives(items: readonly SyntaxItem[]): void {
  for (const [at, { item, token }] of items.entries()) {
    if (item.kind !== 'word' || item.or !== 'sign') continue;
    const [before, after] = [items[at - 1]?.item.kind, items[at + 1]?.item.kind];
    if (before === undefined || after === undefined || (before === 'filter') === (after === 'filter')) continue;
    throw badQuery(token, {
      message: `${token.head} must stand between two descriptions or two filters, got a filter on one side.`,
      hint: 'Filters hold for the whole query. Names of people may be plain words, for example: Anna OR beach',
    });
  }
}

/** `OR` between two filters joins them, and is nothing else there: no term has a place between two filters. */
function markAlternatives(items: readonly SyntaxItem[]): SyntaxItem[] {
  const isFilter = (at: number) => items[at]?.item.kind === 'filter';
  const isBetween = (at: number) => {
    const item = items[at]?.item;
    return item?.kind === 'word' && item.or !== undefined && isFilter(at - 1) && isFilter(at + 1);
  };
  return items.flatMap((one, at) => (isBetween(at) ? [] : isBetween(at - 1) ? { ...one, isAlternative: true } : one));
}

/**
 * The filters of a query, each with its alternatives.
 * @param read `undefined` for what is no filter
 */
export function joinFilters<One extends { or?: readonly One[] }>(
  items: readonly SyntaxItem[],
  read: (item: SyntaxItem) => One | undefined,
): One[] {
  const filters: One[] = [];
  for (const item of items) {
    const filter = read(item);
    if (filter === undefined) continue;
    const before = filters.at(-1);
    if (item.isAlternative && before !== undefined)
      filters[filters.length - 1] = { ...before, or: [...(before.or ?? []), filter] };
    else filters.push(filter);
  }
  return filters;
}

export function lengthOf(input: string | readonly string[]): number {
  return typeof input === 'string' ? input.length : input.reduce((sum, arg) => sum + arg.length + 1, 0);
}

/** Words behind a filter that may belong to its value. */
const MAX_NEXT = 4;

/** `camra: canon`: with its value, so that the filter that was meant can be named. */
function refuseNearMiss(token: Token, next: Token | undefined): void {
  const [, name] = /^-?([a-z]{2,}):$/i.exec(token.quoted === null ? token.head : '') ?? [];
  if (name === undefined || next === undefined || findFilterName(name) !== undefined || !isNearMiss(name)) return;
  classify({ ...token, end: next.end, head: token.head + next.head, quoted: next.quoted });
}

/** `near:"Paris" 30km` is one filter in two tokens. */
function joinRadius(token: Token, next: Token | undefined): Token | undefined {
  const [, name, rest = ''] = /^(-?near:)(.*)$/is.exec(token.head) ?? [];
  if (name === undefined || next === undefined || next.quoted !== null || readRadius(next.head) === undefined)
    return undefined;
  const place = rest + (token.quoted ?? '');
  if (/\d\s?(?:km|mi|m)$/i.test(place)) return undefined;
  return { ...token, end: next.end, head: name, quoted: `${place} ${next.head}` };
}

/** @throws PhotoseekError `empty-query`, `bad-query` */
export function checkParts(
  { terms, filters: joined }: { terms: unknown[]; filters: { or?: readonly unknown[] }[] },
  length: number,
  mayBeEmpty = false,
): void {
  const filters = joined.flatMap((filter) => [filter, ...(filter.or ?? [])]);
  if (!mayBeEmpty && terms.length + filters.length === 0) {
    throw new PhotoseekError('empty-query', 'The query is empty.', {
      hint: 'Describe a photo, for example: a dog on the beach',
    });
  }
  if (terms.length <= MAX_PARTS && filters.length <= MAX_PARTS) return;
  throw badQuery(
    { start: 0, end: length },
    {
      message: `A query must have at most ${MAX_PARTS} terms and ${MAX_PARTS} filters, got ${terms.length} and ${filters.length}.`,
    },
  );
}
