import type { TimeSpan } from './calendar.js';
import { DATE_RULES, type DateRule } from './date-rules.js';

/** Readers of dates beyond {@link DATE_RULES}. */
export interface DateReaders {
  /** Dates in English, such as `July 4th, 2019`. */
  readEnglish: DateRule;
  /** Readings in English of a date in another language. */
  translate(text: string, today: number): Iterable<string>;
  /** Dates in another language that it does not translate. */
  readForeign: DateRule;
}

/** A stretch of time; `null`: no bound. */
interface OpenSpan {
  from: number | null;
  before: number | null;
}

/**
 * Reads a date in natural language: `last summer`, `in 2018`, `winter 2021`, `2 weeks ago`, `July 2019`, `between June and August 2020`,
 * `letzten Sommer`, `去年夏天`.
 * @param today the day that relative dates are counted from
 * @returns `undefined` for text that is no date
 */
export function readNaturalDate(value: string, today: number, readers: DateReaders): OpenSpan | undefined {
  const text = value.toLowerCase().replace(/[’‘]/g, "'").replace(/\s+/g, ' ').trim();
  if (text.length > 100) return undefined;
  const found = readText(text, today, readers.readEnglish);
  if (found !== undefined) return found;
  // Loaded only now: most dates are English.
  for (const english of readers.translate(text, today)) {
    const span = readText(english, today, readers.readEnglish);
    if (span !== undefined) return span;
  }
  return readText(text, today, readers.readForeign);
}

function readText(text: string, today: number, readWritten: DateRule): OpenSpan | undefined {
  const [, word, rest = ''] = /^(before|until|till|after|since) (.+)$/.exec(text) ?? [];
  if (word !== undefined) {
    const span = readOne(rest, today, readWritten);
    if (span === undefined) return undefined;
    if (word === 'before') return { from: null, before: span.from };
    if (word === 'after') return { from: span.before, before: null };
    return word === 'since' ? { from: span.from, before: null } : { from: null, before: span.before };
  }
  return readOne(text, today, readWritten) ?? readBetween(text, today, readWritten);
}

function readOne(text: string, today: number, readWritten: DateRule): TimeSpan | undefined {
  const bare = text
    .replace(/^(?:in|on|at|during|from) /, '')
    .replace(/^the /, '')
    .replace(/ of /, ' ');
  for (const rule of [...DATE_RULES, readWritten]) {
    const span = rule(bare, today);
    if (span !== undefined) return span;
  }
  return undefined;
}

/** `between A and B`, `from A to B`, `A to B`; a year that only B has is A's, too. */
function readBetween(text: string, today: number, readWritten: DateRule): TimeSpan | undefined {
  const [, a = '', b = ''] =
    /^between (.+?) and (.+)$/.exec(text) ?? /^(?:from )?(.+?) (?:to|until|till|through|-|–) (.+)$/.exec(text) ?? [];
  const last = b === '' ? undefined : readOne(b, today, readWritten);
  if (last === undefined) return undefined;
  const year = /\b\d{4}\b/.exec(b)?.[0];
  let first: TimeSpan | undefined;
  if (year !== undefined && !/\d{4}/.test(a)) {
    first = readOne(`${a} ${year}`, today, readWritten);
    // From November to February 2021.
    if (first !== undefined && first.from > last.from) first = readOne(`${a} ${Number(year) - 1}`, today, readWritten);
  }
  first ??= readOne(a, today, readWritten);
  return first === undefined || first.from >= last.before ? undefined : { from: first.from, before: last.before };
}
