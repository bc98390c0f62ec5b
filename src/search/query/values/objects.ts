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

/** The value of `object:`: `dog`, `red bus`, `cup>=3`, `person=2`. A colour stays a part of the name until it is looked up. @throws BadValue */
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

/** Writes it as {@link parseObject} reads it, and one that was looked up as one that was not. */
export function printObject({ value, range, colour }: Extract<Condition, { field: 'object' }>): string {
  const name = colour === undefined ? value : `${colour} ${value}`;
  if (range.min === 1 && range.max === null) return quoteIfNeeded(name);
  const printed = printRange(range);
  return quoteIfNeeded(`${name}${/^[<>]/.test(printed) ? printed : `=${printed}`}`);
}
