import type { Filter } from '../../model/filter.js';
import type { SearchContext } from '../context.js';
import type { AskedQuery, AskedTerm } from '../model.js';
import { WITHOUT_WEIGHT } from '../query/join-terms.js';
import { isPlainText, printFilter, printTerms } from '../query/print-query.js';
import { quoteIfNeeded } from '../query/tokenize.js';
import type { Notice } from '../types/answer.js';
import { type FoundName, findNames } from './find-names.js';
import { removeNames } from './without-names.js';

/** A query in which names of people were looked for. */
export interface NamesRead {
  query: AskedQuery;
  /** How it was read, where names stand in it. */
  notices: Notice[];
  /** Some names were read as people. */
  isRead: boolean;
}

/**
 * Reads the names of people in plain words as `person:` filters: `Anna on a boat` finds photos of Anna that fit *on a boat*. Only names of people whom the
 * reader sees. Words in quotation marks, alternatives, sums and weighted terms stay as they are.
 */
export function readNames({ catalogue, scope }: SearchContext, query: AskedQuery): NamesRead {
  const unread = { query, notices: [], isRead: false };
  const texts = readPlain(query.terms);
  if (texts === undefined) return unread;
  const names = catalogue.people.listNames(scope).map(({ name }) => name);
  const { text, without } = texts;
  const inText = text === undefined ? { names: [], doubtful: [] } : findNames(text, names);
  const excluded = without.filter((one) => isName(one, names));
  const filters = [
    ...inText.names.map((name) => toFilter(name.text, false)),
    ...excluded.map((name) => toFilter(name, true)),
  ];
  if (filters.length === 0) return { ...unread, notices: inText.doubtful.slice(0, 1).map(explainWord) };
  const rest = text === undefined ? '' : removeNames(text, inText.names);
  const kept = without.filter((one) => !excluded.includes(one));
  const terms = [
    ...(rest === '' ? [] : [{ source: { text: rest }, weight: 1 }]),
    ...kept.map((one) => ({ source: { text: one }, weight: WITHOUT_WEIGHT })),
  ];
  const known = uniteFilters(filters);
  return {
    query: { ...query, terms, filters: [...query.filters, ...known] },
    notices: [
      explainNames(known, rest, [text ?? '', ...without.map((one) => `-${quoteIfNeeded(one)}`)].join(' ').trim()),
    ],
    isRead: true,
  };
}

/** A description and the texts behind a minus; `undefined` for anything else. */
function readPlain(terms: readonly AskedTerm[]): { text: string | undefined; without: string[] } | undefined {
  const plain = terms.map(({ source, weight, or, isQuoted }) =>
    'text' in source && or === undefined && isQuoted === undefined ? { text: source.text, weight } : undefined,
  );
  if (plain.length === 0 || plain.some((term) => term === undefined)) return undefined;
  const known = plain as { text: string; weight: number }[];
  const [first] = known;
  const hasText = first?.weight === 1;
  const without = hasText ? known.slice(1) : known;
  if (without.some(({ weight }) => weight !== WITHOUT_WEIGHT)) return undefined;
  if (hasText && !isPlainText(first.text)) return undefined;
  return { text: hasText ? first.text : undefined, without: without.map(({ text }) => text) };
}

function isName(text: string, names: readonly string[]): boolean {
  const { names: found } = findNames(text, names);
  const [only, ...others] = found;
  return only !== undefined && others.length === 0 && only.text.length === text.trim().length;
}

function toFilter(value: string, negated: boolean): Filter {
  return { condition: { field: 'person', value }, negated };
}

/** Each once. */
function uniteFilters(filters: readonly Filter[]): Filter[] {
  return [...new Map(filters.map((filter) => [printFilter(filter), filter])).values()];
}

function explainNames(filters: readonly Filter[], rest: string, typed: string): Notice {
  const list = (negated: boolean) =>
    filters
      .flatMap((filter) => (filter.negated === negated ? `person:${quoteIfNeeded(nameOf(filter))}` : []))
      .join(' and ');
  const [shown, missing] = [list(false), list(true)];
  const parts = [
    ...(shown === '' ? [] : [`of ${shown}`]),
    ...(missing === '' ? [] : [`without ${missing}`]),
    ...(rest === '' ? [] : [`that fit “${rest}”`]),
  ];
  const query = printTerms([{ kind: 'text', value: typed, weight: 1, isQuoted: true }]);
  return {
    code: 'query-read',
    message: `Photos ${parts.join(' ')}.`,
    suggestion: { kind: 'literal', query },
  };
}

function nameOf({ condition }: Filter): string {
  return 'value' in condition ? String(condition.value) : '';
}

function explainWord({ text }: FoundName): Notice {
  const name = `person:${quoteIfNeeded(text)}`;
  return { code: 'query-read', message: `“${text}” is read as a word. Photos of the person: ${name}` };
}
