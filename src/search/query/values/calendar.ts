/** Stretches of local time, as days without a zone: numbers are milliseconds since 1970 of a clock that shows UTC. */

/** From the first moment to before the second. */
export interface TimeSpan {
  from: number;
  before: number;
}

export const DAY_MS = 86_400_000;

/** A day of the calendar; months from 1. Months and days beyond their range flow over into the next. */
export function toDay(year: number, month = 1, day = 1): number {
  const date = new Date(0);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

export function yearOf(ms: number): number {
  return new Date(ms).getUTCFullYear();
}

/** 1…12. */
export function monthOf(ms: number): number {
  return new Date(ms).getUTCMonth() + 1;
}

/** 1…31. */
export function dayOf(ms: number): number {
  return new Date(ms).getUTCDate();
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(ms: number): number {
  return new Date(ms).getUTCDay() || 7;
}

/** The day that a clock on this machine's wall shows. */
export function toLocalDay(now: Date): number {
  return toDay(now.getFullYear(), now.getMonth() + 1, now.getDate());
}

export function daySpan(day: number): TimeSpan {
  return { from: day, before: day + DAY_MS };
}

export function monthSpan(year: number, month: number, months = 1): TimeSpan {
  return { from: toDay(year, month), before: toDay(year, month + months) };
}

export function yearSpan(year: number, years = 1): TimeSpan {
  return { from: toDay(year), before: toDay(year + years) };
}

/** Monday to Sunday. */
export function weekSpan(day: number): TimeSpan {
  const monday = day - (weekdayOf(day) - 1) * DAY_MS;
  return { from: monday, before: monday + 7 * DAY_MS };
}

/** Easter Sunday in the Gregorian calendar (the "anonymous" computus, Nature, 20 April 1876). */
export function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const l = (32 + 2 * e + 2 * i - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return toDay(year, month, ((h + l - 7 * m + 114) % 31) + 1);
}
