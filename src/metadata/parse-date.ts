/** Reads dates as cameras, programs and people write them into EXIF and XMP, also where that is not quite right. */
import type { LocalTime } from './file-metadata.js';
import { type DateBounds, makeLocalTime, parseOffset } from './local-time.js';

/** A part of two digits: with a blank in place of a zero, or unknown (blanks, question marks, crosses, dashes, nothing). */
const PART = String.raw`(\d{1,2}| \d|[ ?xX_*-]{0,2})`;

/** Year, month and day; the latter two may be missing. */
const DATE = new RegExp(String.raw`^(\d{4})(?:[:\-/.]${PART}(?:[:\-/.]${PART})?)?(?=[T ,:]|\p{L}|$)`, 'u');

/** Marks of the half of the day in front of a time: English, Chinese, Korean, Japanese. */
const HALVES: Record<string, 'a' | 'p'> = { 上午: 'a', 下午: 'p', 오전: 'a', 오후: 'p', 午前: 'a', 午後: 'p' };
const HALF = String.raw`(?:([aApP])\.? ?[mM]\.?(?!\p{L})|(${Object.keys(HALVES).join('|')}))`;

/** Hour, minute and second, with a fraction. */
const TIME = String.raw`(\d{1,2})[:.]${PART}(?:[:.]${PART}(?:[.,](\d{1,9})\d{0,9})?)?`;

/** `Z`, `+02:00`, `UTC`, `GMT+2`, `CEST`, `Europe/Berlin`, `Pacific Standard Time`, also in brackets. */
const ZONE = String.raw`(?:(?:UTC|GMT)? ?([+-]\d{1,2}(?::?\d{2})?|[Zz](?!\p{L})))? ?[([]?(\p{L}[\p{L}/_.+-]{0,40}(?: \p{Lu}\p{L}{0,20}){0,3})?[)\]]?`;

const TIME_AND_ZONE = new RegExp(`^${HALF}? ?${TIME} ?${HALF}? ?${ZONE}$`, 'u');

/** Names of time zones that mean one offset all over the world, in minutes. */
const ZONE_NAMES: Record<string, number> = {
  ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 60, CET: 60, MEZ: 60, CEST: 120, MESZ: 120, EET: 120, EEST: 180, MSK: 180 },
  ...{ JST: 540, KST: 540, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780 },
  ...{ EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420, AKST: -540, AKDT: -480, HST: -600 },
};

/**
 * Parses the date formats of EXIF (`2019:07:04 18:03:22`) and XMP (`2019-07-04T18:03:22.12+02:00`, `2019-07`), which occur in each other's
 * place as well, and their common mistakes: hour 24, `6:03:22 PM`, blanks in place of zeros, names of time zones. A date that is known in part
 * (`1975:06:00`, `1993:  :  `) has that precision, as has a date with an impossible time, and a month with an impossible day.
 * @param beside of tags beside it, for a text that has none
 * @returns `undefined` for blanks, zeros and years or months that do not exist
 */
export function parseDate(
  text: string,
  bounds?: DateBounds,
  beside: { fraction?: string | undefined; offsetMinutes?: number } = {},
): LocalTime | undefined {
  if (text.length > 100) return undefined;
  const trimmed = text.trim();
  const found = DATE.exec(trimmed);
  if (found === null) return undefined;
  const year = Number(found[1]);
  const [month, day] = [readPart(found[2]), readPart(found[3])];
  const time = readTime(trimmed.slice(found[0].length));
  if (time === undefined || (month ?? 1) > 12 || (day ?? 1) > 31) return undefined;
  if (month === undefined) return makeLocalTime({ year }, null, bounds);
  if (day === undefined || isMissing(year, month, day)) return makeLocalTime({ year, month }, null, bounds);
  const { fraction = beside.fraction, offsetMinutes } = time;
  return makeLocalTime({ year, month, day, ...time, fraction }, offsetMinutes ?? beside.offsetMinutes ?? null, bounds);
}

/** Whether a month has no such day. */
function isMissing(year: number, month: number, day: number): boolean {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day;
}

/** Zero and other marks for an unknown month or day are `undefined`. */
function readPart(text: string | undefined): number | undefined {
  return text !== undefined && /\d/.test(text) ? Number(text) || undefined : undefined;
}

interface Time {
  hour?: number;
  minute?: number;
  second?: number;
  fraction?: string | undefined;
  offsetMinutes: number | null;
}

/** The time behind a date, empty when it is unknown or impossible; `undefined` when the text is something else. */
function readTime(text: string): Time | undefined {
  const unknown: Time = { offsetMinutes: null };
  const time = text.replace(/^[Tt ,:]{1,4}/, '');
  // Blanks or dashes in place of a time.
  if (!/[\d\p{L}]/u.test(time)) return unknown;
  const found = TIME_AND_ZONE.exec(time);
  if (found === null) return undefined;
  const [, before, asian, hours, minutes, seconds, fraction, after, asianAfter, offset, name] = found;
  const half = (before ?? after)?.toLowerCase() ?? HALVES[asian ?? asianAfter ?? ''];
  const hour = toHour24(Number(hours), half);
  const isMinuteKnown = /\d/.test(minutes ?? '');
  const [minute, second] = [Number(minutes), /\d/.test(seconds ?? '') ? Number(seconds) : 0];
  if (hour > 23 || !isMinuteKnown || minute > 59 || second > 60) return unknown;
  return { hour, minute, second, fraction, offsetMinutes: readZone(offset, name) };
}

/**
 * 12 AM is 0 and 1 PM is 13. Hour 24 is 0 of the same day: phones wrote the hours as 1…24 (Nexus 4, Nokia 7: `2019:01:01 24:04:20` in
 * a photo named `IMG_20190101_000418`).
 */
function toHour24(hour: number, half: string | undefined): number {
  if (hour === 24 || (half === 'a' && hour === 12)) return 0;
  return half === 'p' && hour < 12 ? hour + 12 : hour;
}

function readZone(offset: string | undefined, name: string | undefined): number | null {
  if (offset !== undefined) return parseOffset(/^[+-]\d{1,2}$/.test(offset) ? `${offset}:00` : offset);
  return ZONE_NAMES[name?.toUpperCase() ?? ''] ?? null;
}
