import { PhotoseekError } from '../errors.js';
import { checkFieldName } from '../model/fields.js';
import type { FieldRange, FieldTest, Filter } from '../model/filter.js';
import { parseFilters } from './parse/parse-query.js';
import type { CheckedOptions } from './read-options.js';
import type { FieldFilters } from './types/request.js';

/** The filters of the options: those in the query language, then those on fields. @throws PhotoseekError `bad-query`, `bad-argument` */
export function readFilters({ filters, fields }: Pick<CheckedOptions, 'filters' | 'fields'>): Filter[] {
  return [...parseFilters(filters), ...readFieldFilters(fields)];
}

/** As JSON, which is an object of a program as well. */
const HINT = 'For example { "price": { "max": 50 }, "brand": ["Acme", "Umbra"], "inStock": true }.';

const BOUNDS = ['min', 'max', 'above', 'below'] as const satisfies readonly (keyof FieldRange)[];

function readFieldFilters(filters: FieldFilters): Filter[] {
  return Object.entries(filters).flatMap(([name, filter]) =>
    filter === undefined ? [] : readFieldFilter(name, filter),
  );
}

function readFieldFilter(name: string, filter: unknown): Filter[] {
  checkFieldName(name);
  const make = (test: FieldTest, negated = false): Filter[] => [{ condition: { field: 'field', name, test }, negated }];
  const listed = listValues(filter);
  if (listed !== undefined) return make({ values: listed });
  const [[key, value] = [], ...others] = Object.entries(Object(filter) as Record<string, unknown>);
  if (key === 'exists' && typeof value === 'boolean' && others.length === 0) return make({}, !value);
  const excluded = key === 'not' && others.length === 0 ? listValues(value) : undefined;
  if (excluded !== undefined) return make({ values: excluded }, true);
  const range = readRange(name, filter);
  // One filter a bound, where the query language has no single one for both.
  const isOne = Object.keys(range).every((bound) => bound === 'min' || bound === 'max');
  return isOne
    ? make({ range })
    : Object.entries(range).flatMap(([bound, limit]) => make({ range: { [bound]: limit } }));
}

type Listed = readonly (string | number | boolean)[];

/** A value, or a list of at least one. */
function listValues(filter: unknown): Listed | undefined {
  const values = Array.isArray(filter) ? filter : [filter];
  const isValue = (value: unknown) => ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  return values.length > 0 && values.every(isValue) ? (values as Listed) : undefined;
}

function readRange(name: string, filter: unknown): FieldRange {
  const given = Object.entries(Object(filter) as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const isBound = ([key, value]: [string, unknown]) => BOUNDS.some((bound) => bound === key) && Number.isFinite(value);
  if (typeof filter === 'object' && given.length > 0 && given.every(isBound)) {
    const range: FieldRange = Object.fromEntries(given);
    refuseReversed(name, range);
    return range;
  }
  throw new PhotoseekError(
    'bad-argument',
    `The filter on the field ${name} must be a value, a list of values, or one of { min, max, above, below }, { exists } and { not }, got ${(JSON.stringify(filter) ?? String(filter)).slice(0, 80)}.`,
    { hint: HINT, details: { field: name } },
  );
}

/** No number is in such a range: it is a slip, as in the query language. */
function refuseReversed(
  name: string,
  { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity }: FieldRange,
) {
  const [from, to] = [Math.max(min, above), Math.min(max, below)];
  if (from <= to) return;
  throw new PhotoseekError(
    'bad-argument',
    `The range of the field ${name} must end at or after its beginning, got ${from} to ${to}.`,
    { hint: `For numbers between them: { "${name}": { "min": ${to}, "max": ${from} } }.`, details: { field: name } },
  );
}
