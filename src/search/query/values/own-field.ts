/** The filter on fields that programs set: `field:price<50`, `field:brand=Acme|Umbra`, `field:colour`. */
import type { Condition, FieldRange, FieldTest } from '../../../model/filter.js';
import { BadValue } from '../query-error.js';

type FieldCondition = Extract<Condition, { field: 'field' }>;

const HINT =
  'For example: field:price<50, field:price=10..20, field:brand=Acme|Umbra, or field:brand for photos that have one.';

const NUMBER = '[-+]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[-+]?\\d+)?';
const BETWEEN = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`, 'i');
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`, 'i');

const OPERATORS = { '>=': 'min', '<=': 'max', '>': 'above', '<': 'below' } as const satisfies Record<
  string,
  keyof FieldRange
>;

/** Reads what follows `field:`. Texts are compared as numbers or booleans later, where the field has these. @throws BadValue */
export function parseField(value: string): FieldCondition {
  const [, name, operator, rest = ''] = /^([a-z][a-z0-9_]{0,63})\s*(?:(>=|<=|>|<|≥|≤|=)\s*(.*))?$/is.exec(value) ?? [];
  if (name === undefined)
    throw new BadValue({
      message: `field: must be followed by the name of a field, got ${JSON.stringify(value)}.`,
      hint: HINT,
    });
  return { field: 'field', name, test: operator === undefined ? {} : readTest(name, operator, rest) };
}

function readTest(name: string, written: string, value: string): FieldTest {
  const operator = written.replace('≥', '>=').replace('≤', '<=');
  if (value === '')
    throw new BadValue({ message: `field:${name}${written} must be followed by a value, got nothing.`, hint: HINT });
  if (operator !== '=') return { range: { [OPERATORS[operator as '>']]: readNumber(name, operator, value) } };
  const [, min, max] = BETWEEN.exec(value) ?? [];
  if (min === undefined && max === undefined) return { values: splitValues(value) };
  if (min !== undefined && max !== undefined && Number(min) > Number(max))
    throw new BadValue({ message: 'The range ends before it begins.', suggestion: `${name}=${max}..${min}` });
  return { range: { ...(min !== undefined && { min: Number(min) }), ...(max !== undefined && { max: Number(max) }) } };
}

function readNumber(name: string, operator: string, value: string): number {
  if (WHOLE_NUMBER.test(value) && Number.isFinite(Number(value))) return Number(value) + 0;
  throw new BadValue({
    message: `field:${name}${operator} must be followed by a number, got ${JSON.stringify(value)}.`,
    hint: HINT,
  });
}

/** Values between bars; a backslash takes the meaning from the character behind it. */
function splitValues(text: string): string[] {
  const values = [''];
  for (const [part] of text.matchAll(/\\.|[^\\]|\\$/gs)) {
    if (part === '|') values.push('');
    else values[values.length - 1] += part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
  }
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
}

/** Writes what follows `field:`, as {@link parseField} reads it. */
export function printField({ name, test: { values, range } }: FieldCondition): string {
  if (values !== undefined) return `${name}=${values.map((value) => escapeValue(String(value))).join('|')}`;
  if (range === undefined) return name;
  const { min, max, above, below } = range;
  if (min !== undefined && max !== undefined) return `${name}=${min}..${max}`;
  const [first] = Object.entries({ '>=': min, '<=': max, '>': above, '<': below }).filter(
    ([, bound]) => bound !== undefined,
  );
  return first === undefined ? name : `${name}${first[0]}${first[1]}`;
}

function escapeValue(value: string): string {
  const escaped = value.replace(/[\\|]/g, '\\$&');
  return BETWEEN.test(value) ? `\\${escaped}` : escaped;
}
