import type { LocalTime } from './file-metadata.js';
import { type DateBounds, makeLocalTime } from './local-time.js';

/** Digital devices name no files with earlier dates: a number that looks like one is something else. */
const FIRST_YEAR = 1900;

/** Rejects a date preceded by a digit, or by a digit and letters: it is part of a longer token (`5f20190704`). */
const NOT_INSIDE = String.raw`(?<!\d[A-Za-z]{0,20})`;

/**
 * `20190704_180322`, `20190704-180322`, `20190704180322`, `20190704_18_03_22`, `20190704T180322`, optionally with milliseconds, as
 * Android, Pixel, Samsung, Windows and Signal write them after `IMG_`, `VID_`, `PXL_`, `Screenshot_`, `WP_`…
 */
const COMPACT = new RegExp(
  String.raw`${NOT_INSIDE}(\d{4})(\d\d)(\d\d)[-_ T]?(\d\d)([-_.]?)(\d\d)\5(\d\d)(?:[-_.]?(\d{3}))?(?!\d)`,
  'g',
);

/**
 * `2019-07-04 18.03.22`, `2019-07-04-18-03-22-123`, `2019-07-04 at 6.03.22 PM`, `2019-07-04_180322`, `2019-07-04 um 18:03:22`, as
 * Dropbox, Apple, WhatsApp, Telegram, GNOME and Signal write them, in any language.
 */
const SPACED = new RegExp(
  String.raw`${NOT_INSIDE}(?<!\d[-.])(\d{4})([-_.])(\d\d)\2(\d\d)(?:[-_.T ,]{1,3}|\s\p{L}{1,5}\s)(\d{1,2})([-_.:h]?)(\d\d)[-_.:m]?(\d\d)(?:[-_.](\d{3}))?(?!\d)(?:\s?([AP])M\b)?`,
  'giu',
);

/** A date without a time: `IMG-20190704-WA0001`, `2019-07-04`, `WP_20190704_001`. */
const DATE_ONLY = [
  new RegExp(String.raw`${NOT_INSIDE}(\d{4})(\d\d)(\d\d)(?![\dA-Za-z])`, 'g'),
  new RegExp(String.raw`${NOT_INSIDE}(?<!\d[-.])(\d{4})([-_.])(\d\d)\2(\d\d)(?![\dA-Za-z]|[-.]\d{3})`, 'g'),
];

/**
 * Parses the date in a file's name as phones, cameras and programs write it: year first, with or without a time. Dates
 * that do not exist, lie before 1900 or after tomorrow, or are parts of longer numbers are ignored.
 *
 * Names with Google's prefix `PXL_` are in UTC; all others are local.
 * @param name with or without the extension
 */
export function parseDateInName(name: string, bounds: DateBounds = {}): LocalTime | undefined {
  // Normalises other white space, such as the narrow no-break space in the "6.03.22 PM" of macOS.
  const text = name.slice(0, 255).replace(/\s/g, ' ');
  const limits = { ...bounds, firstYear: FIRST_YEAR };
  const offset = /^PXL_/i.test(text) ? 0 : null;
  for (const [, year, month, day, hour, , minute, second, fraction] of text.matchAll(COMPACT)) {
    const found = make({ year, month, day, hour, minute, second, fraction }, offset, limits);
    if (found !== undefined) return found;
  }
  for (const [, year, , month, day, hour, , minute, second, fraction, half] of text.matchAll(SPACED)) {
    const found = make({ year, month, day, hour: toHour24(hour, half), minute, second, fraction }, null, limits);
    if (found !== undefined) return found;
  }
  return findDateOnly(text, limits);
}

function findDateOnly(text: string, limits: DateBounds): LocalTime | undefined {
  const [compact, spaced] = DATE_ONLY as [RegExp, RegExp];
  for (const [, year, month, day] of text.matchAll(compact)) {
    const found = make({ year, month, day }, null, limits);
    if (found !== undefined) return found;
  }
  for (const [, year, , month, day] of text.matchAll(spaced)) {
    const found = make({ year, month, day }, null, limits);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** 12 AM is 0, 12 PM is 12, 1 PM is 13. */
function toHour24(hour = '', half?: string): string {
  if (half === undefined) return hour;
  return String((Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0));
}

type Digits = Partial<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction', string | undefined>>;

function make(digits: Digits, offset: number | null, limits: DateBounds): LocalTime | undefined {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return makeLocalTime(
    {
      year: Number(digits.year),
      month: number(digits.month),
      day: number(digits.day),
      hour: number(digits.hour),
      minute: number(digits.minute),
      second: number(digits.second),
      fraction: digits.fraction,
    },
    offset,
    limits,
  );
}
