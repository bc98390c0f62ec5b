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
export const FACES = makeCount('faces', 'a number of faces', 0, 9999);
export const HEIGHT = makeCount('height', 'a number of pixels', 0, 1e9);

/**
 * A number with a unit. It stands for every value that rounds to it, half a unit of its last digit either way: nobody knows the bytes of a file
 * by heart.
 * @param pattern finds the number and the unit
 */
function readMeasure(text: string, pattern: RegExp, units: ReadonlyMap<string, number>): ReturnType<Quantity['read']> {
  const [, digits, letters = ''] = pattern.exec(text) ?? [];
  const unit = units.get(letters.toLowerCase());
  if (digits === undefined || unit === undefined) return undefined;
  const value = Math.round(Number(digits) * unit);
  if (value > 1e15) return undefined;
  if (unit === 1) return { value, span: { min: value, max: value } };
  const half = unit / 10 ** (digits.split('.')[1]?.length ?? 0) / 2;
  return {
    value,
    span: { min: Math.max(0, Math.ceil(value - half)), max: Math.max(0, Math.ceil(value + half) - 1) },
  };
}

/** In the largest unit that leaves no rest. @param units the largest first */
function printMeasure(value: number, units: readonly (readonly [name: string, unit: number])[], least: string): string {
  const found = units.find(([, unit]) => value !== 0 && value % unit === 0);
  return found === undefined ? `${value}${least}` : `${value / found[1]}${found[0]}`;
}

const BYTES: ReadonlyMap<string, number> = new Map([
  ...([
    ['', 1],
    ['b', 1],
  ] as const),
  ...([
    ['k', 1e3],
    ['kb', 1e3],
    ['kib', 2 ** 10],
  ] as const),
  ...([
    ['m', 1e6],
    ['mb', 1e6],
    ['mib', 2 ** 20],
  ] as const),
  ...([
    ['g', 1e9],
    ['gb', 1e9],
    ['gib', 2 ** 30],
  ] as const),
]);

/** `5MB` alone matches sizes that round to it, 4.5 to 5.5 MB. */
export const SIZE: Quantity = {
  name: 'size',
  expected: 'a size such as 500KB, 5MB or 1.5GB',
  read: (text) => readMeasure(text, /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)$/i, BYTES),
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const TIMES: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ...['', 's', 'sec', 'second', 'seconds'].map((name) => [name, SECOND] as const),
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((name) => [name, MINUTE] as const),
  ...['h', 'hour', 'hours'].map((name) => [name, HOUR] as const),
]);

/** `2min` alone matches durations that round to it. `1:23` is a minute and 23 seconds, to the second. */
export const DURATION: Quantity = {
  name: 'duration',
  expected: 'a duration such as 90s, 2min, 1.5h or 1:23',
  read(text) {
    const clock = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)$/.exec(text);
    if (clock === null) return readMeasure(text, /^(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]*)$/i, TIMES);
    const value = Number(clock[1] ?? 0) * HOUR + Number(clock[2]) * MINUTE + Number(clock[3]) * SECOND;
    return { value, span: { min: Math.max(0, value - SECOND / 2), max: value + SECOND / 2 - 1 } };
  },
};

/** Writes milliseconds as {@link DURATION} reads them. */
export function printDuration(ms: number): string {
  return printMeasure(
    ms,
    [
      ['h', HOUR],
      ['min', MINUTE],
      ['s', SECOND],
    ],
    'ms',
  );
}

/** Writes bytes as {@link SIZE} reads them. */
export function printSize(bytes: number): string {
  return printMeasure(
    bytes,
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['KB', 1e3],
    ],
    '',
  );
}
