import type { Condition, Filter } from '../../model/filter.js';
import { readsAsAlternatives } from './alternatives.js';
import { classify } from './classify.js';
import { readsAsNegation } from './negations.js';
import { quote, quoteIfNeeded, tokenize } from './tokenize.js';
import type { ParsedQuery, QueryTerm, RawFilter } from './types.js';
import { DEFAULT_RADIUS_KM, printDecimal } from './values/near.js';
import { printObject } from './values/objects.js';
import { printField } from './values/own-field.js';
import { printDuration, printRange, printSize } from './values/ranges.js';
import { printTaken } from './values/taken.js';

/** Between alternatives. */
const OR = ' OR ';

/** Writes a query in canonical form: reading it again gives the same query. */
export function printQuery({ terms, filters }: ParsedQuery): string {
  return [printTerms(terms), ...filters.map(printFilter)].filter((text) => text !== '').join(' ');
}

/** Writes terms; the empty text without any. */
export function printTerms(terms: readonly QueryTerm[]): string {
  return terms.map((term, i) => printTerm(term, i === 0, isAlone(terms, i))).join('');
}

/** Whether a term is all of its alternative: then its words need no quotation marks. */
function isAlone(terms: readonly QueryTerm[], at: number): boolean {
  const next = terms[at + 1];
  return (at === 0 || terms[at]?.or === true) && (next === undefined || next.or === true);
}

/** Writes a filter whose value was not read, with its alternatives. */
export function printRawFilter({ or = [], ...filter }: RawFilter): string {
  return [filter, ...or]
    .map(({ name, value, negated }) => `${negated ? '-' : ''}${name}:${quoteIfNeeded(value)}`)
    .join(OR);
}

function printTerm(term: QueryTerm, isFirst: boolean, isOnly: boolean): string {
  const begins = isFirst || term.or === true;
  const sign = isFirst ? '' : term.or === true ? OR : term.weight < 0 ? ' - ' : ' + ';
  const isNegative = begins && term.weight < 0;
  const size = Math.abs(term.weight);
  const weight = size === 1 && !isNegative ? '' : `${isNegative ? '-' : ''}${printWeight(size)}:`;
  return sign + weight + printValue(term, isOnly && weight === '', weight !== '');
}

/** At most four decimal places, as they are read. */
function printWeight(weight: number): string {
  return String(Math.max(Math.round(weight * 1e4), 1) / 1e4);
}

function printValue({ kind, value, isQuoted }: QueryTerm, mayHaveSpaces: boolean, isWeighted: boolean): string {
  switch (kind) {
    case 'id':
      return `id:${value}`;
    case 'text':
      return !isQuoted && isPlain(value, mayHaveSpaces, isWeighted) ? value : quote(value);
    default:
      return isBare(kind, value) ? value : `image:${quoteIfNeeded(value)}`;
  }
}

/** Whether a text that is a whole query is itself when it is read without quotation marks. */
export function isPlainText(text: string): boolean {
  return isPlain(text, true, false);
}

/** Whether the text, read without quotation marks, is itself. */
function isPlain(text: string, mayHaveSpaces: boolean, isWeighted: boolean): boolean {
  const words = text.split(' ');
  if (!mayHaveSpaces && words.length > 1) return false;
  if (isWeighted && !/^\p{L}/u.test(text)) return false;
  if (readsAsAlternatives(text) || readsAsNegation(text)) return false;
  return words.every((word) => {
    const item = readAlone(word);
    return item?.kind === 'word' && !item.isOperator && item.or !== 'sign' && item.text === word;
  });
}

/** Whether the path or URL is read as one without `image:` before it. */
function isBare(kind: QueryTerm['kind'], value: string): boolean {
  const item = readAlone(value);
  return item?.kind === 'term' && item.term.kind === kind && item.term.value === value;
}

function readAlone(text: string) {
  if (/[\s"“„]/.test(text)) return undefined;
  try {
    const [token, more] = tokenize(text);
    return token === undefined || more !== undefined ? undefined : classify(token);
  } catch {
    return undefined;
  }
}

/** Writes a filter, with its alternatives. */
export function printFilter({ or = [], ...filter }: Filter): string {
  return [filter, ...or]
    .map(({ condition, negated }) => `${negated ? '-' : ''}${condition.field}:${printCondition(condition)}`)
    .join(OR);
}

function printCondition(condition: Condition): string {
  switch (condition.field) {
    case 'taken':
      return printTaken(condition);
    case 'in':
      return quoteIfNeeded(condition.folder);
    case 'folder':
      return quoteIfNeeded(condition.name);
    case 'near':
      return printNear(condition);
    case 'country':
      return condition.code;
    case 'size':
      return printRange(condition.range, printSize);
    case 'duration':
      return printRange(condition.range, printDuration);
    case 'rating':
    case 'faces':
    case 'width':
    case 'height':
      return printRange(condition.range);
    case 'object':
      return printObject(condition);
    case 'field':
      return quoteIfNeeded(printField(condition));
    case 'camera':
    case 'lens':
      return `${condition.exact ? '=' : ''}${quoteIfNeeded(condition.value)}`;
    default:
      return quoteIfNeeded(condition.value);
  }
}

function printNear({ latitude, longitude, radiusKm, place }: Extract<Condition, { field: 'near' }>): string {
  const radius = radiusKm === DEFAULT_RADIUS_KM ? undefined : `${printDecimal(radiusKm)}km`;
  if (place !== null) return quoteIfNeeded(place) + (radius === undefined ? '' : ` ${radius}`);
  const point = `${printDecimal(latitude)},${printDecimal(longitude)}`;
  return radius === undefined ? point : `${point},${radius}`;
}
