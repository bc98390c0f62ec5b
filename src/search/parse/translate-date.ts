import { readdirSync, readFileSync } from 'node:fs';
import { toLooseKey } from '../../model/comparison-key.js';
import { yearOf } from '../query/values/calendar.js';

/** The words of dates in one language, as `data/languages/dates/CODE.json` holds them. */
interface DateWords {
  /** Whether the language separates its words. */
  spaces: boolean;
  /** Per word in English, those of the language, separated by `|`. `{-1}` is the year before this one; the empty word is left out. */
  words: Record<string, string>;
}

interface Table {
  spaces: boolean;
  /** English by the loose key of a word. */
  english: Map<string, string>;
  /** Length of the longest word. */
  longest: number;
}

const FOLDER = new URL('../../../data/languages/dates/', import.meta.url);
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const UNIT = 'day|week|month|year';
const COUNT = '\\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten';

let tables: Table[] | undefined;

/**
 * A date in words, put into English word by word: `letzten Sommer` → `last summer`, `去年夏天` as of 2026 → `2025 summer`.
 * @param today the day that relative years are counted from
 * @returns a reading for each language that knows every word of the text; not each is a date
 */
export function translateDate(text: string, today: number): string[] {
  tables ??= readdirSync(FOLDER).sort().map(readTable);
  const year = yearOf(today);
  const readings = tables.flatMap((table) => {
    const words = readWords(table.spaces ? text : spellNumbers(text), table);
    return words === undefined ? [] : reorder(words.join(' ').trim(), year);
  });
  return [...new Set(readings)];
}

function readTable(file: string): Table {
  const { spaces, words } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as DateWords;
  const english = new Map<string, string>();
  for (const [word, names] of Object.entries(words)) {
    for (const name of names.split('|')) english.set(toLooseKey(name), word);
  }
  // Words that are the same in English.
  for (const word of ['winter', 'april', 'august', 'september', 'november', 'weekend', 'halloween', 'thanksgiving'])
    if (spaces && !english.has(word)) english.set(word, word);
  return { spaces, english, longest: Math.max(...[...english.keys()].map((name) => name.length)) };
}

/** The longest known word at each place, in English; `undefined` where none is known. */
function readWords(text: string, { spaces, english, longest }: Table): string[] | undefined {
  const key = toLooseKey(text);
  const words: string[] = [];
  let at = 0;
  while (at < key.length) {
    const rest = key.slice(at, at + longest + 1);
    const plain = /^(?:\s+|[,.]|[–-]+(?=\s))/u.exec(rest)?.[0] ?? /^(?:[a-z]+_)+/.exec(rest)?.[0];
    if (plain !== undefined) {
      at += plain.length;
      if (plain.endsWith('_')) words.push(plain.slice(0, -1).replaceAll('_', ' '));
      continue;
    }
    const number = /^(?:\d{4}[/-]\d{2}(?:\d{2})?(?!\d)|\d{1,4}s?(?![\p{Script=Latin}\p{Script=Cyrillic}\d]))/u.exec(
      rest,
    )?.[0];
    if (number !== undefined) {
      at += number.length;
      words.push(number);
      continue;
    }
    let length = Math.min(longest, rest.length);
    while (length > 0 && !(english.has(rest.slice(0, length)) && (!spaces || endsWord(rest, length)))) length--;
    if (length === 0) return undefined;
    const word = english.get(rest.slice(0, length)) as string;
    if (word !== '') words.push(word);
    at += length;
  }
  return words.length === 0 ? undefined : words;
}

function endsWord(text: string, length: number): boolean {
  return text[length - 1] === "'" || !/[\p{L}\p{N}]/u.test(text[length] ?? ' ');
}

const DIGITS: Record<string, number> = { 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };

/** Chinese, Japanese and Korean: digits of any form, and `2023年7月4日` in the order of English. */
function spellNumbers(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[一二两兩三四五六七八九十]{1,3}(?=[天日号號周週星礼禮月年个個か])/gu, (word, at: number) =>
      // 星期一 and 一昨日 are words.
      /[期拜周週]$/.test(text.slice(0, at)) || /^一昨/.test(text.slice(at)) ? word : String(readNumeral(word)),
    )
    .replace(/(\d?\d0)(?:年代|년대)/g, '$1s')
    .replace(/^(.+)から(.+)まで$/, '$1 until_ $2')
    .replace(
      /(?:(\d{4})\s*[年년]\s*)?(?<!\d)(1[0-2]|0?[1-9])\s*[月월](?![曜])(?:\s*(\d{1,2})\s*[日号號일])?/gu,
      (_, year = '', month: string, day = '') => ` ${day} ${MONTHS[Number(month) - 1]}_ ${year} `,
    );
}

function readNumeral(word: string): number {
  if (!word.includes('十')) return DIGITS[word] ?? 0;
  const [tens, ones] = word.split('十') as [string, string];
  return (DIGITS[tens] ?? 1) * 10 + (DIGITS[ones] ?? 0);
}

/** Words of English in the order of another language, put into the order of English. */
function reorder(words: string, year: number): string {
  const count = `(?:${COUNT})`;
  let text = words.replace(/\{(-?\d)\}/g, (_, step: string) => String(year + Number(step)));
  text = text.replace(/(?<=\b\d{4}) year\b|\byear (?=\d{4}\b)/g, '').replace(/\byear (last|this)\b/g, '$1 year');
  // Summer of last year.
  if (!/^(?:last|this) year$/.test(text)) {
    text = text.replace(/\blast year\b/, String(year - 1)).replace(/\bthis year\b/, String(year));
  }
  return (
    text
      .replace(new RegExp(`^before (${count}) (${UNIT})$`), '$1 $2 ago')
      .replace(new RegExp(`^(${count}) (${UNIT}) before$`), '$1 $2 ago')
      .replace(new RegExp(`^before (${UNIT})$|^(${UNIT}) before$`), 'one $1$2 ago')
      .replace(new RegExp(`^(${count}) (last) (${UNIT})$`), '$2 $1 $3')
      .replace(/^(before|since|after|until) (.+) (last|this)$/, '$1 $3 $2')
      .replace(/^(.+) (last|this)$/, '$2 $1')
      .replace(/^(last|this) (\d{4}) ?/, '$2 ')
      // Behind a noun in Chinese, Japanese, Korean and Turkish.
      .replace(/^([^ ].*) (before|since|after|until)$/, '$2 $1')
      .replace(/^since (.+) until (.+)$/, 'from $1 until $2')
      .replace(/^from ((?:(?!until| to ).)+)$/, 'since $1')
      .replace(/\b(\d{4}) (\d{1,2} [a-z]+)$/, '$2 $1')
  );
}
