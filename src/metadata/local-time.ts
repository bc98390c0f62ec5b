import { isComputerZero } from './clock-zero.js';
import type { LocalTime } from './file-metadata.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Earlier years are errors: they predate photography. */
const FIRST_YEAR = 1800;

/** The parts of a date. The precision is that of the parts that are there; an hour counts with a day only. */
export interface DateParts {
  year: number;
  /** 1…12. */
  month?: number | undefined;
  /** 1…31. */
  day?: number | undefined;
  hour?: number | undefined;
  minute?: number | undefined;
  second?: number | undefined;
  /** Digits of the fractional second, if any. */
  fraction?: string | undefined;
}

/** Bounds of valid dates. */
export interface DateBounds {
  /** Earlier years are invalid. Default 1800. */
  firstYear?: number;
  /** Current time in milliseconds since 1970 UTC; a date more than one day later is invalid. Default: `Date.now()`. */
  nowMs?: number | undefined;
}

/**
 * Builds a local time from its parts.
 * @returns `undefined` for a date that does not exist (30 February), is out of bounds, or equals the epoch of a computer clock
 */
export function makeLocalTime(
  { year, month, day, hour, minute = 0, second = 0, fraction = '' }: DateParts,
  offsetMinutes: number | null,
  { firstYear = FIRST_YEAR, nowMs = Date.now() }: DateBounds = {},
): LocalTime | undefined {
  if (year < firstYear) return undefined;
  const hasDay = month !== undefined && day !== undefined;
  const hasTime = hasDay && hour !== undefined;
  // A leap second becomes second 59.
  const time = hasTime
    ? ([hour, minute, Math.min(second, 59), Number(fraction.padEnd(3, '0').slice(0, 3))] as const)
    : ([0, 0, 0, 0] as const);
  if (time[0] > 23 || time[1] > 59 || (hasTime && second > 60)) return undefined;
  const ms = Date.UTC(year, (month ?? 1) - 1, hasDay ? day : 1, ...time);
  const local = new Date(ms);
  if (Number.isNaN(ms) || (month !== undefined && local.getUTCMonth() !== month - 1)) return undefined;
  if (hasDay && local.getUTCDate() !== day) return undefined;
  if (ms - (offsetMinutes ?? 0) * MINUTE_MS > nowMs + DAY_MS || (hasDay && isComputerZero(ms))) return undefined;
  return {
    localTime: local.toISOString().slice(0, 23),
    offsetMinutes: hasTime ? offsetMinutes : null,
    precision: month === undefined ? 'year' : !hasDay ? 'month' : time.every((part) => part === 0) ? 'day' : 'time',
  };
}

/** Parses `+02:00`, `-0330` or `Z` to minutes; `null` for other texts and for offsets that no time zone has. */
export function parseOffset(text: string): number | null {
  if (text.length > 20) return null;
  const found = /^(?:(Z)|([+-])(\d{1,2}):?(\d{2}))$/i.exec(text.trim());
  if (found === null) return null;
  if (found[1] !== undefined) return 0;
  const minutes = Number(found[3]) * 60 + Number(found[4]);
  const offset = found[2] === '-' ? -minutes : minutes;
  return offset >= -720 && offset <= 840 && Number(found[4]) < 60 ? offset + 0 : null;
}

/**
 * Converts an instant to local time in this machine's time zone.
 * @param ms milliseconds since 1970 UTC
 */
export function toLocalTime(ms: number, bounds: DateBounds = {}): LocalTime | undefined {
  const { firstYear = FIRST_YEAR, nowMs = Date.now() } = bounds;
  const whole = Math.floor(ms);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < firstYear || whole > nowMs + DAY_MS) return undefined;
  // Archives and package managers set times of 0 or 1 s.
  if ((whole >= 0 && whole <= 1000) || isComputerZero(whole)) return undefined;
  // Before standard time, offsets have seconds, which ISO 8601 cannot express.
  const offsetMinutes = -Math.round(date.getTimezoneOffset()) + 0;
  const localTime = new Date(whole + offsetMinutes * MINUTE_MS).toISOString().slice(0, 23);
  return { localTime, offsetMinutes, precision: localTime.endsWith('T00:00:00.000') ? 'day' : 'time' };
}

/** Current offsets that are not whole hours, in minutes. */
const ODD_OFFSETS = new Set([-570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825]);

/** Tolerance between two clocks for the same moment: a GPS fix is often some minutes old. */
const CLOCKS_DIFFER_MS = 5 * MINUTE_MS;

/**
 * Derives the UTC offset of a local time from a UTC timestamp of the same moment (GPS, Google).
 * @param instantMs milliseconds since 1970 UTC
 * @returns minutes ahead of UTC; `null` when no time zone has that offset
 */
export function deriveOffset(localTime: string, instantMs: number): number | null {
  const difference = Date.parse(`${localTime}Z`) - instantMs;
  const offset = Math.round(difference / (15 * MINUTE_MS)) * 15;
  if (Math.abs(difference - offset * MINUTE_MS) > CLOCKS_DIFFER_MS) return null;
  if (offset < -720 || offset > 840 || (offset % 60 !== 0 && !ODD_OFFSETS.has(offset))) return null;
  return offset + 0;
}
