import type { Filter } from '../../model/filter.js';
import type { SearchContext } from '../context.js';
import type { Alternative, AskedQuery, AskedTerm, QueryRead } from '../model.js';
import { WITHOUT_WEIGHT } from '../query/join-terms.js';
import { isPlainText, printFilter, printTerms } from '../query/print-query.js';
import { quoteIfNeeded } from '../query/tokenize.js';
import { splitAlternatives } from '../rank/join-alternatives.js';
import type { Notice } from '../types/answer.js';
import { type FoundName, findNames } from './find-names.js';
import { removeNames } from './without-names.js';

/** A description and the texts behind a minus. */
interface PlainTexts {
  text: string | undefined;
  without: readonly string[];
}

/** What is left of them without the names. */
interface ReadTexts extends Alternative {
  rest: string;
  doubtful: readonly FoundName[];
}

/**
 * Reads the names of people in plain words as `person:` filters: `Anna on a boat` finds photos of Anna that fit *on a boat*, `Anna OR a dog` those of Anna and
 * those of dogs. Only names of people whom the reader sees. Words in quotation marks, sums and weighted terms stay as they are.
 */
export function readNames({ catalogue, scope }: SearchContext, query: AskedQuery): QueryRead {
  const unread = { query, notices: [], isRead: false };
  const plain = splitAlternatives(query.terms).map(readPlain);
  if (plain.some((texts) => texts === undefined)) return unread;
  const texts = plain as PlainTexts[];
  const names = catalogue.people.listNames(scope).map(({ name }) => name);
  const read = texts.map((one) => readTexts(one, names));
  if (read.every(({ filters }) => filters.length === 0))
    return { ...unread, notices: read.flatMap(({ doubtful }) => doubtful.slice(0, 1).map(explainWord)).slice(0, 1) };
  return { query: join(query, read), notices: [explainNames(read, texts)], isRead: true };
}

/** Terms that are left, each alternative with filters of its own; where all that is left is names, filters alone. */
function join(query: AskedQuery, read: readonly ReadTexts[]): AskedQuery {
  const [only, ...others] = read as [ReadTexts, ...ReadTexts[]];
  if (others.length === 0) return { ...query, terms: [...only.terms], filters: [...query.filters, ...only.filters] };
  if (read.every(({ terms }) => terms.length === 0))
    return { ...query, terms: [], filters: [...query.filters, ...combine(read.map(({ filters }) => filters))] };
  const terms = read.flatMap((one, i) =>
    one.terms.map((term, at) => (i > 0 && at === 0 ? { ...term, or: true as const } : term)),
  );
  return { ...query, terms, alternatives: read.map(({ terms: own, filters }) => ({ terms: own, filters })) };
}

/** All of some filters or all of some others, as filters with alternatives: `a b OR c` is `a OR c` and `b OR c`. */
function combine(lists: readonly (readonly Filter[])[]): Filter[] {
  const combined = lists.reduce<Filter[][]>(
    (chosen, list) => chosen.flatMap((before) => list.map((filter) => [...before, filter])),
    [[]],
  );
  return combined.map((filters) => {
    const [first, ...or] = uniteFilters(filters) as [Filter, ...Filter[]];
    return or.length === 0 ? first : { ...first, or };
  });
}

function readTexts({ text, without }: PlainTexts, names: readonly string[]): ReadTexts {
  const inText = text === undefined ? { names: [], doubtful: [] } : findNames(text, names);
  const excluded = without.filter((one) => isName(one, names));
  const filters = uniteFilters([
    ...inText.names.map((name) => toFilter(name.text, false)),
    ...excluded.map((name) => toFilter(name, true)),
  ]);
  const rest = text === undefined ? '' : filters.length === 0 ? text : removeNames(text, inText.names);
  const kept = without.filter((one) => !excluded.includes(one));
  const terms = [
    ...(rest === '' ? [] : [{ source: { text: rest }, weight: 1 }]),
    ...kept.map((one) => ({ source: { text: one }, weight: WITHOUT_WEIGHT })),
  ];
  return { terms, filters, rest, doubtful: inText.doubtful };
}

/** A description and the texts behind a minus; `undefined` for anything else. */
function readPlain(terms: readonly AskedTerm[]): PlainTexts | undefined {
  const plain = terms.map(({ source, weight, isQuoted }) =>
    'text' in source && isQuoted === undefined ? { text: source.text, weight } : undefined,
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

function explainNames(read: readonly ReadTexts[], texts: readonly PlainTexts[]): Notice {
  const parts = read.map(describeTexts);
  const typed = texts.map(({ text }) => text ?? '').join(' or ');
  const without = (texts[0]?.without ?? []).map((one) => `-${quoteIfNeeded(one)}`);
  const query = printTerms([{ kind: 'text', value: [typed, ...without].join(' ').trim(), weight: 1, isQuoted: true }]);
  return {
    code: 'query-read',
    message: `Photos ${parts.join(', or ')}.`,
    suggestion: { kind: 'literal', query },
  };
}

function describeTexts({ filters, rest }: ReadTexts): string {
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
  return parts.join(' ');
}

function nameOf({ condition }: Filter): string {
  return 'value' in condition ? String(condition.value) : '';
}

function explainWord({ text }: FoundName): Notice {
  const name = `person:${quoteIfNeeded(text)}`;
  return { code: 'query-read', message: `“${text}” is read as a word. Photos of the person: ${name}` };
}
