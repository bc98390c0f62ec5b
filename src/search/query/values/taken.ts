import type { Condition } from '../../../model/filter.js';
import { BadValue } from '../query-error.js';
import { dayOf, daySpan, monthOf, monthSpan, type TimeSpan, toDay, yearOf, yearSpan } from './calendar.js';
import { type DateReaders, readNaturalDate } from './natural-dates.js';
import { splitRange } from './ranges.js';

type Taken = Extract<Condition, { field: 'taken' }>;

const HINT = 'For example: taken:2023, taken:2023-06..2023-08, taken:>=2020, taken:"last summer"';

/**
 * Reads a date or a range of dates.
 * @param today the day that `yesterday` is counted from
 * @throws BadValue
 */
export function parseTaken(value: string, today: number, readers: DateReaders): Taken {
  const parts = splitRange(value);
  const read = (text: string) => {
    const span = readIsoDate(text) ?? close(readNaturalDate(text, today, readers));
    if (span !== undefined) return span;
    throw new BadValue({ message: describeUnread(text), hint: HINT });
  };
  if (parts.kind === 'one') {
    const natural = readIsoDate(parts.text) ?? readNaturalDate(parts.text, today, readers);
    if (natural !== undefined) return toTaken(natural.from, natural.before);
    throw new BadValue({ message: describeUnread(parts.text), hint: HINT });
  }
  if (parts.kind === 'compare') {
    const span = read(parts.text);
    switch (parts.operator) {
      case '>':
        return toTaken(span.before, null);
      case '>=':
        return toTaken(span.from, null);
      case '<':
        return toTaken(null, span.from);
      default:
        return toTaken(null, span.before);
    }
  }
  const from = parts.from === '' ? null : read(parts.from).from;
  const before = parts.to === '' ? null : read(parts.to).before;
  if (from !== null && before !== null && from >= before) {
    throw new BadValue({ message: 'The range ends before it begins.', suggestion: `${parts.to}..${parts.from}` });
  }
  return toTaken(from, before);
}

function close(span: { from: number | null; before: number | null } | undefined): TimeSpan | undefined {
  if (span === undefined || span.from === null || span.before === null) return undefined;
  return { from: span.from, before: span.before };
}

function describeUnread(text: string): string {
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text))
    return `taken: ${JSON.stringify(text)} is ambiguous (day or month first); write it as year-month-day.`;
  return `taken: must be a date, got ${text === '' ? 'nothing' : JSON.stringify(text)}.`;
}

const ISO = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?)?)?)?$/i;

/** `2023`, `2023-06`, `2023-06-04`, `2023-06-04T18:03:22.120`: all of the year, the month, the day, the second… */
function readIsoDate(text: string): TimeSpan | undefined {
  const found = ISO.exec(text.trim());
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second, ms] = found
    .slice(1)
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  if (year === undefined) return undefined;
  if (month === undefined) return yearSpan(year);
  if (month < 1 || month > 12) return undefined;
  if (day === undefined) return monthSpan(year, month);
  const midnight = toDay(year, month, day);
  if (day < 1 || dayOf(midnight) !== day) return undefined;
  if (hour === undefined || minute === undefined) return daySpan(midnight);
  if (hour > 23 || minute > 59 || (second ?? 0) > 59) return undefined;
  const from = midnight + ((hour * 60 + minute) * 60 + (second ?? 0)) * 1000 + (ms ?? 0);
  return { from, before: from + (ms !== undefined ? 1 : second !== undefined ? 1000 : 60_000) };
}

function toTaken(from: number | null, before: number | null): Taken {
  return { field: 'taken', from: print(from), before: print(before) };
}

/** Outside of four-digit years nothing sorts as text. */
function print(ms: number | null): string | null {
  if (ms === null) return null;
  const most = toDay(10_000) - 1;
  return new Date(Math.min(Math.max(ms, toDay(0)), most)).toISOString().slice(0, -1);
}

/** Writes a time as {@link parseTaken} reads it, as briefly as can be. */
export function printTaken({ from, before }: Taken): string {
  const start = from === null ? null : Date.parse(`${from}Z`);
  const end = before === null ? null : Date.parse(`${before}Z`);
  if (start === null) return end === null ? '..' : `<${printMoment(end)}`;
  if (end === null) return `>=${printMoment(start)}`;
  const whole = printWhole(start, end);
  if (whole !== undefined) return whole;
  return `${printFirst(start)}..${printLast(end)}`;
}

/** A year, a month or a day. */
function printWhole(start: number, end: number): string | undefined {
  const year = yearOf(start);
  const month = monthOf(start);
  const texts: [TimeSpan, string][] = [
    [yearSpan(year), digits(year, 4)],
    [monthSpan(year, month), `${digits(year, 4)}-${digits(month, 2)}`],
    [daySpan(toDay(year, month, dayOf(start))), isoDay(start)],
  ];
  return texts.find(([span]) => span.from === start && span.before === end)?.[1];
}

const digits = (n: number, length: number) => String(n).padStart(length, '0');
const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const isoMoment = (ms: number) => new Date(ms).toISOString().slice(0, -1);

/** The year, month, day or moment that begins then. */
function printMoment(ms: number): string {
  const year = yearOf(ms);
  if (toDay(year) === ms) return digits(year, 4);
  if (toDay(year, monthOf(ms)) === ms) return isoDay(ms).slice(0, 7);
  return isDay(ms) ? isoDay(ms) : isoMoment(ms);
}

function printFirst(start: number): string {
  return isDay(start) ? isoDay(start) : isoMoment(start);
}

/** The last day, or the last millisecond, before an end. */
function printLast(end: number): string {
  return isDay(end) ? isoDay(end - 1) : isoMoment(end - 1);
}

function isDay(ms: number): boolean {
  return ms % 86_400_000 === 0;
}
