import {
  DAY_MS,
  dayOf,
  daySpan,
  easterOf,
  monthOf,
  monthSpan,
  type TimeSpan,
  toDay,
  weekdayOf,
  weekSpan,
  yearOf,
  yearSpan,
} from './calendar.js';

/** Reads `text` as of the day `today`; `undefined` when it does not apply. */
export type DateRule = (text: string, today: number) => TimeSpan | undefined;

/** Things that come back every year; of a year, the stretch that begins in it. */
const YEARLY: [name: RegExp, ofYear: (year: number) => TimeSpan][] = [
  // Meteorological seasons of the northern half of the Earth.
  [/^spring$/, (year) => monthSpan(year, 3, 3)],
  [/^summer$/, (year) => monthSpan(year, 6, 3)],
  [/^(?:autumn|fall)$/, (year) => monthSpan(year, 9, 3)],
  [/^winter$/, (year) => monthSpan(year, 12, 3)],
  [/^(?:christmas|xmas)$/, (year) => ({ from: toDay(year, 12, 24), before: toDay(year, 12, 27) })],
  [/^christmas eve$/, (year) => daySpan(toDay(year, 12, 24))],
  [/^new year'?s eve$/, (year) => daySpan(toDay(year, 12, 31))],
  [/^halloween$/, (year) => daySpan(toDay(year, 10, 31))],
  [/^valentine'?s(?: day)?$/, (year) => daySpan(toDay(year, 2, 14))],
  // Good Friday to Easter Monday.
  [/^easter$/, (year) => ({ from: easterOf(year) - 2 * DAY_MS, before: easterOf(year) + 2 * DAY_MS })],
  // The fourth Thursday of November.
  [/^thanksgiving$/, (year) => daySpan(toDay(year, 11, 22 + ((11 - weekdayOf(toDay(year, 11, 1))) % 7)))],
];

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A word for something that comes back every year. */
function findYearly(name: string): ((year: number) => TimeSpan) | undefined {
  const known = YEARLY.find(([pattern]) => pattern.test(name))?.[1];
  if (known !== undefined) return known;
  const month = findIndex(MONTHS, name.replace(/\.$/, ''));
  return month === undefined ? undefined : (year) => monthSpan(year, month + 1);
}

/** A name or its first three (or four) letters. */
function findIndex(names: readonly string[], text: string): number | undefined {
  const index =
    text.length < 3 ? -1 : names.findIndex((name) => name === text || (text.length <= 4 && name.startsWith(text)));
  return index === -1 ? undefined : index;
}

function toNumber(text: string): number | undefined {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  if (text === 'a' || text === 'an') return 1;
  const index = NUMBERS.indexOf(text);
  return index === -1 ? undefined : index;
}

const readPlainDay: DateRule = (text, today) => {
  if (text === 'today') return daySpan(today);
  if (text === 'yesterday') return daySpan(today - DAY_MS);
  if (text === 'day before yesterday') return daySpan(today - 2 * DAY_MS);
  return undefined;
};

/** `summer 2021`, `summer of 2021`, `2021 summer`, `winter 2021/22`, `july`, `last christmas`, `this winter`. */
const readYearly: DateRule = (text, today) => {
  const [, which, name = '', after, beforeName = '', before] =
    /^(?:(last|past|previous|this) )?(?:(.+?)(?: (\d{4})(?:[/-]\d{2}(?:\d{2})?)?)?)$/.exec(text) ?? [];
  const leading = /^(\d{4}) (.+)$/.exec(text);
  const ofYear = findYearly(leading?.[2] ?? name) ?? (before === undefined ? undefined : findYearly(beforeName));
  if (ofYear === undefined) return undefined;
  const year = leading?.[1] ?? after;
  if (year !== undefined) return which === undefined ? ofYear(Number(year)) : undefined;
  const spans = [-2, -1, 0, 1].map((step) => ofYear(yearOf(today) + step));
  // The last one is over; without a word the latest that has begun is meant; this one is that of now, or of this year.
  if (which === undefined) return spans.findLast((span) => span.from <= today);
  if (which !== 'this') return spans.findLast((span) => span.before <= today);
  return spans.find((span) => span.from <= today && today < span.before) ?? spans[2];
};

/** `last week`, `this month`, `last 7 days`, `past two years`, `last weekend`, `last monday`. */
const readRelative: DateRule = (text, today) => {
  const [, which = '', count, unit = ''] = /^(last|past|previous|this) (?:(\w+) )?([a-z]+?)s?$/.exec(text) ?? [];
  if (which === '') return undefined;
  if (count !== undefined) {
    const n = toNumber(count);
    if (n === undefined || n === 0 || which === 'this') return undefined;
    const from = stepBack(today, unit, n);
    return from === undefined ? undefined : { from: from + (unit === 'day' ? DAY_MS : 0), before: today + DAY_MS };
  }
  const steps = which === 'this' ? 0 : 1;
  if (unit === 'weekend') {
    const saturday = weekSpan(today).from + 5 * DAY_MS;
    const isOver = saturday + 2 * DAY_MS <= today;
    const from = saturday - (steps === 0 || isOver ? 0 : 7 * DAY_MS);
    return { from, before: from + 2 * DAY_MS };
  }
  return unitSpan(today, unit, steps);
};

/** `2 weeks ago`, `a year ago`: the week, the year, the month or the day of then. */
const readAgo: DateRule = (text, today) => {
  const [, count = '', unit = ''] = /^(\w+) ([a-z]+?)s? ago$/.exec(text) ?? [];
  const n = toNumber(count);
  return n === undefined ? undefined : unitSpan(today, unit, n);
};

function unitSpan(today: number, unit: string, back: number): TimeSpan | undefined {
  switch (unit) {
    case 'day':
      return daySpan(today - back * DAY_MS);
    case 'week':
      return weekSpan(today - back * 7 * DAY_MS);
    case 'month':
      return monthSpan(yearOf(today), monthOf(today) - back);
    case 'year':
      return yearSpan(yearOf(today) - back);
    default:
      return undefined;
  }
}

function stepBack(today: number, unit: string, n: number): number | undefined {
  switch (unit) {
    case 'day':
      return today - n * DAY_MS;
    case 'week':
      return today - n * 7 * DAY_MS;
    case 'month':
      return toDay(yearOf(today), monthOf(today) - n, dayOf(today));
    case 'year':
      return toDay(yearOf(today) - n, monthOf(today), dayOf(today));
    default:
      return undefined;
  }
}

/** `monday`, `last monday`: the latest, or the latest before today. */
const readWeekday: DateRule = (text, today) => {
  const [, last, name = ''] = /^(?:on )?(last )?([a-z]+)$/.exec(text) ?? [];
  const weekday = findIndex(WEEKDAYS, name);
  if (weekday === undefined) return undefined;
  const back = (weekdayOf(today) - (weekday + 1) + 7) % 7;
  return daySpan(today - (back === 0 && last !== undefined ? 7 : back) * DAY_MS);
};

/** `1990s`, `90s`. */
const readDecade: DateRule = (text) => {
  const [, digits = ''] = /^(\d0|\d{3}0)'?s$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const short = Number(digits);
  return yearSpan(digits.length === 4 ? short : short + (short < 30 ? 2000 : 1900), 10);
};

const readYear: DateRule = (text) => (/^\d{4}$/.test(text) ? yearSpan(Number(text)) : undefined);

/** Dates in English as they are said, relative to today or not; the first rule that applies wins. */
export const DATE_RULES: readonly DateRule[] = [
  readPlainDay,
  readYear,
  readDecade,
  readYearly,
  readRelative,
  readAgo,
  readWeekday,
];
