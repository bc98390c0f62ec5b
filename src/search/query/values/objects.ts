import type { Condition } from '../../../model/filter.js';
import { BadValue } from '../query-error.js';
import { quoteIfNeeded } from '../tokenize.js';
import { parseRange, printRange, type Quantity } from './ranges.js';

const NUMBER: Quantity = {
  name: 'object',
  expected: 'a name, with or without a number behind it (cup, cup>=3)',
  read(text) {
    if (!/^\d{1,4}$/.test(text)) return undefined;
    return { value: Number(text), span: { min: Number(text), max: Number(text) } };
  },
};

/** The value of `object:`: `dog`, `cup>=3`, `person=2`. @throws BadValue */
export function parseObject(value: string): Condition {
  const [, name = '', comparison] = /^([^<>=≥≤]*)((?:[<>≥≤]=?|=).*)?$/s.exec(value) ?? [];
  const label = name.trim().toLowerCase();
  if (label === '')
    throw new BadValue({
      message: `object: must be ${NUMBER.expected}, got ${JSON.stringify(value)}.`,
      hint: 'For example: object:dog or object:cup>=3',
    });
  // An equals sign stands before ranges as well: `person=2..4`.
  const range = comparison === undefined ? { min: 1, max: null } : parseRange(comparison.replace(/^=/, ''), NUMBER);
  return { field: 'object', value: label, range };
}

/** Writes it as {@link parseObject} reads it. */
export function printObject({ value, range }: Extract<Condition, { field: 'object' }>): string {
  if (range.min === 1 && range.max === null) return quoteIfNeeded(value);
  const printed = printRange(range);
  return quoteIfNeeded(`${value}${/^[<>]/.test(printed) ? printed : `=${printed}`}`);
}
