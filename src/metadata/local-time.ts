import type { LocalTime } from './file-metadata.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Earlier years are errors: they predate photography. */
const FIRST_YEAR = 1800;

/** The parts of a date; an absent part has its lowest value. */
export interface DateParts {
  year: number;
  /** 1…12. */
  month?: number;
  /** 1…31. */
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
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
  parts: DateParts,
  offsetMinutes: number | null,
  { firstYear = FIRST_YEAR, nowMs = Date.now() }: DateBounds = {},
): LocalTime | undefined {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0, fraction = '' } = parts;
  if (year < firstYear || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60)
    return undefined;
  // A leap second becomes second 59.
  const ms = Date.UTC(
    year,
    month - 1,
    day,
    hour,
    minute,
    Math.min(second, 59),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
  );
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== day) return undefined;
  if (ms - (offsetMinutes ?? 0) * MINUTE_MS > nowMs + DAY_MS || ms === 0) return undefined;
  return { localTime: new Date(ms).toISOString().slice(0, 23), offsetMinutes };
}

const DATE = String.raw`(\d{4})(?:[:\-/.](\d{1,2})(?:[:\-/.](\d{1,2}))?)?`;
const TIME = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9})\d{0,9})?)?`;
const ZONE = String.raw`(Z|[+-]\d{1,2}:?\d{2})?`;
const DATE_TIME = new RegExp(`^${DATE}(?:[T ] {0,3}${TIME} ?${ZONE})?$`, 'i');

/**
 * Parses the date formats of EXIF (`2019:07:04 18:03:22`) and XMP (`2019-07-04T18:03:22.12+02:00`, `2019-07`), which occur in each other's
 * place as well.
 * @returns `undefined` for blanks, zeros and dates that do not exist
 */
export function parseDate(text: string, bounds?: DateBounds): LocalTime | undefined {
  if (text.length > 100) return undefined;
  const found = DATE_TIME.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const number = (digits: string | undefined, otherwise: number) => (digits === undefined ? otherwise : Number(digits));
  return makeLocalTime(
    {
      year: Number(year),
      month: number(month, 1),
      day: number(day, 1),
      hour: number(hour, 0),
      minute: number(minute, 0),
      second: number(second, 0),
      fraction,
    },
    zone === undefined ? null : parseOffset(zone),
    bounds,
  );
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
  if (Number.isNaN(date.getTime()) || whole === 0 || date.getUTCFullYear() < firstYear || whole > nowMs + DAY_MS) {
    return undefined;
  }
  // Before standard time, offsets have seconds, which ISO 8601 cannot express.
  const offsetMinutes = -Math.round(date.getTimezoneOffset()) + 0;
  return { localTime: new Date(whole + offsetMinutes * MINUTE_MS).toISOString().slice(0, 23), offsetMinutes };
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
