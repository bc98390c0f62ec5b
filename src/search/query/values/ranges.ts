import type { NumberRange } from '../../../model/filter.js';
import { FILTER_EXAMPLES, type FilterName } from '../filter-names.js';
import { BadValue } from '../query-error.js';

/** A comparison or range whose bounds are not read yet: `>=4`, `3..5`, `..5`, `4`. */
export type RangeText =
  | { kind: 'one'; text: string }
  | { kind: 'compare'; operator: '>' | '>=' | '<' | '<='; text: string }
  | { kind: 'between'; from: string; to: string };

/** Splits a value at its comparison sign or its two dots. */
export function splitRange(value: string): RangeText {
  const text = value.trim();
  const compared = /^(>=|<=|>|<|≥|≤|=)\s*(.*)$/s.exec(text);
  if (compared !== null) {
    const operator = (compared[1] as string).replace('≥', '>=').replace('≤', '<=');
    if (operator === '=') return { kind: 'one', text: compared[2] as string };
    return { kind: 'compare', operator: operator as '>', text: compared[2] as string };
  }
  const dots = text.indexOf('..');
  if (dots === -1) return { kind: 'one', text };
  return {
    kind: 'between',
    from: text.slice(0, dots).trim(),
    to: text
      .slice(dots + 2)
      .replace(/^\.+/, '')
      .trim(),
  };
}

/** How the numbers of a filter are written. */
export interface Quantity {
  name: FilterName;
  /** For messages: `a number of pixels`. */
  expected: string;
  /** Integers, as they are compared. `span`: the values that the text alone, without a comparison, matches. */
  read(text: string): { value: number; span: NumberRange } | undefined;
}

/** Reads a range of integers. @throws BadValue */
export function parseRange(value: string, quantity: Quantity): NumberRange {
  const parts = splitRange(value);
  const read = (text: string) => {
    const found = quantity.read(text);
    if (found !== undefined) return found;
    throw new BadValue({
      message: `${quantity.name}: must be ${quantity.expected}, got ${text === '' ? 'nothing' : JSON.stringify(text)}.`,
      hint: `For example: ${FILTER_EXAMPLES[quantity.name]}`,
    });
  };
  if (parts.kind === 'one') return read(parts.text).span;
  if (parts.kind === 'compare') {
    const { value: bound } = read(parts.text);
    switch (parts.operator) {
      case '>':
        return { min: bound + 1, max: null };
      case '>=':
        return { min: bound, max: null };
      case '<':
        return { min: null, max: bound - 1 };
      default:
        return { min: null, max: bound };
    }
  }
  const min = parts.from === '' ? null : read(parts.from).value;
  const max = parts.to === '' ? null : read(parts.to).value;
  if (min !== null && max !== null && min > max) {
    throw new BadValue({ message: 'The range ends before it begins.', suggestion: `${parts.to}..${parts.from}` });
  }
  return { min, max };
}

/** Writes a range as {@link parseRange} reads it. */
export function printRange({ min, max }: NumberRange, print: (bound: number) => string = String): string {
  if (min === null && max === null) return '..';
  if (max === null) return `>=${print(min as number)}`;
  if (min === null) return `<=${print(max)}`;
  return min === max ? String(min) : `${print(min)}..${print(max)}`;
}

const wholeNumber = (text: string) => (/^-?\d{1,15}$/.test(text) ? Number(text) + 0 : undefined);

function makeCount(name: FilterName, expected: string, least: number, most: number): Quantity {
  return {
    name,
    expected,
    read(text) {
      const value = wholeNumber(text);
      if (value === undefined || value < least || value > most) return undefined;
      return { value, span: { min: value, max: value } };
    },
  };
}

export const RATING = makeCount('rating', 'an integer from −1 (rejected) to 5', -1, 5);
export const WIDTH = makeCount('width', 'a number of pixels', 0, 1e9);
export const HEIGHT = makeCount('height', 'a number of pixels', 0, 1e9);

const UNITS: Record<string, number> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** `5MB` alone matches sizes that round to it, 4.5 to 5.5 MB: nobody knows the bytes of a file by heart. */
export const SIZE: Quantity = {
  name: 'size',
  expected: 'a size such as 500KB, 5MB or 1.5GB',
  read(text) {
    const [, digits, letters = ''] = /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)$/i.exec(text) ?? [];
    const unit = UNITS[letters.toLowerCase()];
    if (digits === undefined || unit === undefined || !Object.hasOwn(UNITS, letters.toLowerCase())) return undefined;
    const value = Math.round(Number(digits) * unit);
    if (value > 1e15) return undefined;
    if (unit === 1) return { value, span: { min: value, max: value } };
    const half = unit / 10 ** (digits.split('.')[1]?.length ?? 0) / 2;
    return {
      value,
      span: { min: Math.max(0, Math.ceil(value - half)), max: Math.max(0, Math.ceil(value + half) - 1) },
    };
  },
};

const TIMES: Record<string, number> = {
  ...{ ms: 1, s: 1000, sec: 1000, second: 1000, seconds: 1000, '': 1000 },
  ...{ m: 60_000, min: 60_000, mins: 60_000, minute: 60_000, minutes: 60_000 },
  ...{ h: 3_600_000, hour: 3_600_000, hours: 3_600_000 },
};

/** `2min` alone matches durations that round to it. `1:23` is a minute and 23 seconds, to the second. */
export const DURATION: Quantity = {
  name: 'duration',
  expected: 'a duration such as 90s, 2min, 1.5h or 1:23',
  read(text) {
    const clock = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)$/.exec(text);
    if (clock !== null) {
      const value = ((Number(clock[1] ?? 0) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000;
      return { value, span: { min: Math.max(0, value - 500), max: value + 499 } };
    }
    const [, digits, letters = ''] = /^(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]*)$/i.exec(text) ?? [];
    const name = letters.toLowerCase();
    if (digits === undefined || !Object.hasOwn(TIMES, name)) return undefined;
    const unit = TIMES[name] as number;
    const value = Math.round(Number(digits) * unit);
    if (unit === 1) return { value, span: { min: value, max: value } };
    const half = unit / 10 ** (digits.split('.')[1]?.length ?? 0) / 2;
    return {
      value,
      span: { min: Math.max(0, Math.ceil(value - half)), max: Math.max(0, Math.ceil(value + half) - 1) },
    };
  },
};

/** Milliseconds in the largest unit that leaves no rest. */
export function printDuration(ms: number): string {
  for (const [name, unit] of [
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const)
    if (ms > 0 && ms % unit === 0) return `${ms / unit}${name}`;
  return `${ms}ms`;
}

/** Bytes in the largest unit that leaves no rest. */
export function printSize(bytes: number): string {
  for (const [name, unit] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['KB', 1e3],
  ] as const)
    if (bytes !== 0 && bytes % unit === 0) return `${bytes / unit}${name}`;
  return String(bytes);
}
