import { createRequire } from 'node:module';
import type * as Chrono from 'chrono-node';
import { dayOf, daySpan, monthOf, monthSpan, type TimeSpan, toDay, yearOf, yearSpan } from '../query/calendar.js';
import type { DateRule } from '../query/natural-dates.js';

const require = createRequire(import.meta.url);

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'] as const;

/** Days and months as written in English, German, French, Spanish, Italian, Portuguese and Dutch. */
export const readWrittenDate: DateRule = (text, today) => {
  // 6/4/2023 is in June or in April, depending on the reader.
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text) || !/\p{L}/u.test(text)) return undefined;
  // Its moments are read back in the zone of the machine, so they are made in it.
  const reference = new Date(yearOf(today), monthOf(today) - 1, dayOf(today), 12);
  for (const language of LANGUAGES) {
    // Loaded on use: most dates are English.
    const { casual } = require(`chrono-node/${language}`) as { casual: Chrono.Chrono };
    const [result, more] = casual.parse(text, reference);
    if (result === undefined || more !== undefined || result.text.length !== text.length) continue;
    return toSpan(result, today);
  }
  return undefined;
};

function toSpan({ start, end }: Chrono.ParsedResult, today: number): TimeSpan | undefined {
  const first = componentSpan(start, today);
  const last = end ? componentSpan(end, today) : first;
  return last.before > first.from ? { from: first.from, before: last.before } : undefined;
}

function componentSpan(parts: Chrono.ParsedComponents, today: number): TimeSpan {
  const year = parts.get('year') as number;
  const month = parts.get('month') as number;
  const span = (of: number) => {
    if (parts.isCertain('day') || parts.isCertain('weekday'))
      return daySpan(toDay(of, month, parts.get('day') as number));
    if (parts.isCertain('month')) return monthSpan(of, month);
    return parts.isCertain('year') ? yearSpan(of) : daySpan(toDay(of, month, parts.get('day') as number));
  };
  const found = span(year);
  // A photo is of the past.
  return !parts.isCertain('year') && found.from > today ? span(year - 1) : found;
}
