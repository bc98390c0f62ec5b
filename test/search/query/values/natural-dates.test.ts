import { describe, expect, it } from 'vitest';
import { parseQuery } from '#src/search/parse/parse-query.js';
import { printQuery } from '#src/search/query/print-query.js';

/** The range that a date in words means, said on a day (and, by itself, at any hour of it). */
function read(text: string, day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const at = (hour: number) =>
    printQuery(parseQuery(`taken:"${text}"`, { now: new Date(year, month - 1, date, hour, 30) })).slice(
      'taken:'.length,
    );
  expect(at(23)).toBe(at(0));
  return at(12);
}

describe('dates in words', () => {
  it.each([
    // Seasons and the turn of the year.
    ['last summer', '2024-05-15', '2023-06-01..2023-08-31'],
    ['last summer', '2024-07-15', '2023-06-01..2023-08-31'],
    ['last summer', '2024-09-01', '2024-06-01..2024-08-31'],
    ['this summer', '2024-07-15', '2024-06-01..2024-08-31'],
    ['this summer', '2024-02-15', '2024-06-01..2024-08-31'],
    ['summer', '2024-05-15', '2023-06-01..2023-08-31'],
    ['summer', '2024-06-01', '2024-06-01..2024-08-31'],
    ['last winter', '2024-01-15', '2022-12-01..2023-02-28'],
    ['last winter', '2024-03-01', '2023-12-01..2024-02-29'],
    ['this winter', '2024-01-15', '2023-12-01..2024-02-29'],
    ['winter 2021/22', '2024-05-15', '2021-12-01..2022-02-28'],
    ['summer of 2019', '2024-05-15', '2019-06-01..2019-08-31'],
    ['2019 summer', '2024-05-15', '2019-06-01..2019-08-31'],
    ['fall 2020', '2024-05-15', '2020-09-01..2020-11-30'],
    // Feasts.
    ['last christmas', '2024-12-25', '2023-12-24..2023-12-26'],
    ['last christmas', '2024-12-27', '2024-12-24..2024-12-26'],
    ['christmas', '2024-12-25', '2024-12-24..2024-12-26'],
    ["new year's eve 2020", '2024-05-15', '2020-12-31'],
    ['easter 2000', '2024-05-15', '2000-04-21..2000-04-24'],
    ['easter 2038', '2024-05-15', '2038-04-23..2038-04-26'],
    ['thanksgiving 2023', '2024-05-15', '2023-11-23'],
    ['thanksgiving 2019', '2024-05-15', '2019-11-28'],
    // Months, weeks, days.
    ['july', '2024-05-15', '2023-07'],
    ['last may', '2024-05-15', '2023-05'],
    ['Sept 2020', '2024-05-15', '2020-09'],
    ['last month', '2024-01-31', '2023-12'],
    ['a month ago', '2024-03-31', '2024-02'],
    ['last year', '2024-01-01', '2023'],
    ['3 years ago', '2024-02-29', '2021'],
    ['this week', '2024-05-15', '2024-05-13..2024-05-19'],
    ['last week', '2024-05-13', '2024-05-06..2024-05-12'],
    ['yesterday', '2024-03-01', '2024-02-29'],
    ['day before yesterday', '2024-01-01', '2023-12-30'],
    ['last weekend', '2024-05-19', '2024-05-11..2024-05-12'],
    ['last weekend', '2024-05-20', '2024-05-18..2024-05-19'],
    ['monday', '2024-05-13', '2024-05-13'],
    ['last monday', '2024-05-13', '2024-05-06'],
    ['on Friday', '2024-05-15', '2024-05-10'],
    ['past two years', '2024-05-15', '2022-05-15..2024-05-15'],
    ['last 3 months', '2024-05-15', '2024-02-15..2024-05-15'],
    ['90s', '2024-05-15', '1990-01-01..1999-12-31'],
    ['2010s', '2024-05-15', '2010-01-01..2019-12-31'],
    // Dates.
    ['on the 4th of July 2019', '2024-05-15', '2019-07-04'],
    ['July 4th, 2019', '2024-05-15', '2019-07-04'],
    ['december 24', '2024-05-15', '2023-12-24'],
    ['4. Juli 2019', '2024-05-15', '2019-07-04'],
    ['4 de julio de 2019', '2024-05-15', '2019-07-04'],
    // Stretches.
    ['between A and B', '2024-05-15', undefined],
    ['from june to august', '2024-12-15', '2024-06-01..2024-08-31'],
    ['between june 2019 and may 2020', '2024-05-15', '2019-06-01..2020-05-31'],
    ['2018 to 2020', '2024-05-15', '2018-01-01..2020-12-31'],
    ['since 2020', '2024-05-15', '>=2020'],
    ['until june 2020', '2024-05-15', '<2020-07'],
    ['after christmas 2020', '2024-05-15', '>=2020-12-27'],
    ['someday', '2024-05-15', undefined],
    ['last', '2024-05-15', undefined],
    ['2019 and so on', '2024-05-15', undefined],
    ['zero weeks', '2024-05-15', undefined],
  ])('%s, said on %s', (text, day, expected) => {
    if (expected === undefined) expect(() => read(text, day)).toThrow('taken: must be a date');
    else expect(read(text, day)).toBe(expected);
  });

  it('may be the ends of a range', () => {
    const now = new Date(2024, 4, 15);
    expect(printQuery(parseQuery('taken:"july 2019..christmas 2019"', { now }))).toBe('taken:2019-07-01..2019-12-26');
    expect(printQuery(parseQuery('taken:">=last summer"', { now }))).toBe('taken:>=2023-06');
  });
});

/** The day that dates in other languages are said on. */
const DAY = '2024-05-15';
const LAST_SUMMER = '2023-06-01..2023-08-31';

describe('dates in other languages', () => {
  it.each([
    ['de', 'letzten Sommer', LAST_SUMMER],
    ['de', 'Sommer letzten Jahres', LAST_SUMMER],
    ['de', 'im Winter 2021', '2021-12-01..2022-02-28'],
    ['de', 'letzte Woche', '2024-05-06..2024-05-12'],
    ['de', 'vor drei Tagen', '2024-05-12'],
    ['de', 'vor 2010', '<2010'],
    ['de', 'seit letztem Sommer', '>=2023-06'],
    ['de', 'zwischen Juni und August 2020', '2020-06-01..2020-08-31'],
    ['de', 'Weihnachten 2019', '2019-12-24..2019-12-26'],
    ['de', '4. Juli 2019', '2019-07-04'],
    ['fr', "l'été dernier", LAST_SUMMER],
    ['fr', 'l’été 2020', '2020-06-01..2020-08-31'],
    ['fr', 'il y a 3 jours', '2024-05-12'],
    ['fr', 'la semaine dernière', '2024-05-06..2024-05-12'],
    ['fr', 'juillet 2023', '2023-07'],
    ['fr', 'les 7 derniers jours', '2024-05-09..2024-05-15'],
    ['es', 'el verano pasado', LAST_SUMMER],
    ['es', 'hace dos semanas', '2024-04-29..2024-05-05'],
    ['es', 'julio de 2019', '2019-07'],
    ['es', 'el año pasado', '2023'],
    ['it', "l'estate scorsa", LAST_SUMMER],
    ['it', 'tre giorni fa', '2024-05-12'],
    ['it', 'dicembre 2020', '2020-12'],
    ['pt', 'no verão passado', LAST_SUMMER],
    ['pt', 'há 3 dias', '2024-05-12'],
    ['pt', 'julho de 2019', '2019-07'],
    ['nl', 'vorige zomer', LAST_SUMMER],
    ['nl', 'drie dagen geleden', '2024-05-12'],
    ['nl', 'kerst 2020', '2020-12-24..2020-12-26'],
    ['sv', 'förra sommaren', LAST_SUMMER],
    ['sv', 'förra veckan', '2024-05-06..2024-05-12'],
    ['sv', 'juli 2019', '2019-07'],
    ['pl', 'zeszłego lata', LAST_SUMMER],
    ['pl', 'w zeszłym tygodniu', '2024-05-06..2024-05-12'],
    ['pl', 'lipiec 2019', '2019-07'],
    ['ru', 'прошлым летом', LAST_SUMMER],
    ['ru', 'на прошлой неделе', '2024-05-06..2024-05-12'],
    ['ru', 'в июле 2019 года', '2019-07'],
    ['ru', '3 дня назад', '2024-05-12'],
    ['uk', 'минулого літа', LAST_SUMMER],
    ['uk', 'минулого тижня', '2024-05-06..2024-05-12'],
    ['uk', 'липень 2019', '2019-07'],
    ['tr', 'geçen yaz', LAST_SUMMER],
    ['tr', 'üç gün önce', '2024-05-12'],
    ['tr', 'temmuz 2019', '2019-07'],
    ['zh', '去年夏天', LAST_SUMMER],
    ['zh', '2021年冬天', '2021-12-01..2022-02-28'],
    ['zh', '上周', '2024-05-06..2024-05-12'],
    ['zh', '上个月', '2024-04'],
    ['zh', '三天前', '2024-05-12'],
    ['zh', '2019年7月', '2019-07'],
    ['zh', '2019年七月四日', '2019-07-04'],
    ['zh', '2010年以前', '<2010'],
    ['zh', '90年代', '1990-01-01..1999-12-31'],
    ['zh', '上周末', '2024-05-11..2024-05-12'],
    ['ja', '去年の夏', LAST_SUMMER],
    ['ja', '先週', '2024-05-06..2024-05-12'],
    ['ja', '2019年7月4日', '2019-07-04'],
    ['ja', '3日前', '2024-05-12'],
    ['ja', '2018年から2020年まで', '2018-01-01..2020-12-31'],
    ['ko', '작년 여름', LAST_SUMMER],
    ['ko', '지난주', '2024-05-06..2024-05-12'],
    ['ko', '2019년 7월 4일', '2019-07-04'],
  ])('%s: %s', (_, text, expected) => {
    expect(read(text, DAY)).toBe(expected);
  });

  it.each(['den Sommer über bitte', '去年的猫', 'été chat', 'von bis'])('%s is no date', (text) => {
    expect(() => read(text, DAY)).toThrow('taken: must be a date');
  });
});
