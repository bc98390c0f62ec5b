import { createRequire } from 'node:module';
import type * as Chrono from 'chrono-node';
import {
  dayOf,
  daySpan,
  monthOf,
  monthSpan,
  type TimeSpan,
  toDay,
  yearOf,
  yearSpan,
} from '../query/values/calendar.js';
import type { DateRule } from '../query/values/date-rules.js';

const require = createRequire(import.meta.url);

type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl' | 'ru' | 'uk' | 'ja' | 'zh';

/** Days and months as written in English. */
export const readEnglishDate: DateRule = (text, today) => readWritten(text, today, ['en']);

/** Days and months as written in other languages, where `translateDate` does not know a word of them. */
export const readForeignDate: DateRule = (text, today) => readWritten(text, today, guessLanguages(text));

/** By its script; most dates are English, and each language takes some ten milliseconds to load. */
function guessLanguages(text: string): readonly Language[] {
  if (/\p{Script=Cyrillic}/u.test(text)) return ['ru', 'uk'];
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return ['ja'];
  if (/\p{Script=Han}/u.test(text)) return ['zh', 'ja'];
  return ['de', 'fr', 'es', 'it', 'pt', 'nl'];
}

function readWritten(text: string, today: number, languages: readonly Language[]): TimeSpan | undefined {
  // 6/4/2023 is in June or in April, depending on the reader.
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text) || !/\p{L}/u.test(text)) return undefined;
  // Its moments are read back in the zone of the machine, so they are made in it.
  const reference = new Date(yearOf(today), monthOf(today) - 1, dayOf(today), 12);
  for (const language of languages) {
    // Loaded on use.
    const { casual } = require(`chrono-node/${language}`) as { casual: Chrono.Chrono };
    const [result, more] = casual.parse(text, reference);
    if (result === undefined || more !== undefined || result.text.length !== text.length) continue;
    return toSpan(result, today);
  }
  return undefined;
}

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
