import { describe, expect, it } from 'vitest';
import { computeTakenAtMs } from '#src/metadata/file-metadata.js';
import { deriveOffset, makeLocalTime, parseDate, parseOffset, toLocalTime } from '#src/metadata/local-time.js';

const NOW = { nowMs: Date.UTC(2026, 0, 15, 12) };

describe('parseDate', () => {
  it.each<[string, string, number | null]>([
    ['2019:07:04 18:03:22', '2019-07-04T18:03:22.000', null],
    ['2019-07-04T18:03:22', '2019-07-04T18:03:22.000', null],
    ['2012-09-17T15:53:45-04:00', '2012-09-17T15:53:45.000', -240],
    ['2019-07-04T18:03:22.12+02:00', '2019-07-04T18:03:22.120', 120],
    ['2019-07-04T18:03:22.123456789Z', '2019-07-04T18:03:22.123', 0],
    ['2019:07:04 18:03:22+0530', '2019-07-04T18:03:22.000', 330],
    ['2019:07:04T18:03:22', '2019-07-04T18:03:22.000', null],
    ['2019/07/04 18:03:22', '2019-07-04T18:03:22.000', null],
    ['2019-07-04 18:03', '2019-07-04T18:03:00.000', null],
    ['2019:07:04', '2019-07-04T00:00:00.000', null],
    ['2019-07', '2019-07-01T00:00:00.000', null],
    ['1931', '1931-01-01T00:00:00.000', null],
    ['  2019:07:04 18:03:22  ', '2019-07-04T18:03:22.000', null],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000', 0],
    ['2020:02:29 00:00:00', '2020-02-29T00:00:00.000', null],
    ['1850:01:01 10:00:00', '1850-01-01T10:00:00.000', null],
    ['2026-01-16T11:00:00', '2026-01-16T11:00:00.000', null],
  ])('reads %j', (text, localTime, offsetMinutes) => {
    expect(parseDate(text, NOW)).toEqual({ localTime, offsetMinutes });
  });

  it.each([
    '',
    ' ',
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '0000-00-00T00:00:00',
    '2019:00:04 18:03:22',
    '2019:13:04 18:03:22',
    '2019:02:30 18:03:22',
    '2021:02:29 18:03:22',
    '2019:07:04 25:03:22',
    '2019:07:04 18:63:22',
    '2019:07:04 18:03:99',
    '1970:01:01 00:00:00',
    '1970-01-01T00:00:00Z',
    '0001-01-01T00:00:00',
    '1799:12:31 00:00:00',
    '2026-01-17T00:00:00',
    '9999:99:99 99:99:99',
    'yesterday',
    '04.07.2019',
    '20190704',
    '2019:07:04 18:03:22 and more',
    'x'.repeat(1_000_000),
    `2019:07:04${' '.repeat(1_000_000)}18:03:22`,
  ])('returns undefined for %.30j', (text) => {
    expect(parseDate(text, NOW)).toBeUndefined();
  });

  it('keeps the time and drops an invalid offset', () => {
    expect(parseDate('2019-07-04T18:03:22+99:00', NOW)).toEqual({
      localTime: '2019-07-04T18:03:22.000',
      offsetMinutes: null,
    });
  });
});

describe('parseOffset', () => {
  it.each<[string, number | null]>([
    ['+02:00', 120],
    ['-03:30', -210],
    ['+0545', 345],
    ['-7:00', -420],
    ['Z', 0],
    ['z', 0],
    ['-00:00', 0],
    ['+14:00', 840],
    ['-12:00', -720],
    [' +01:00 ', 60],
    ['+14:30', null],
    ['-13:00', null],
    ['+02:60', null],
    ['02:00', null],
    ['   :  ', null],
    ['', null],
    ['CET', null],
  ])('reads %j as %j', (text, minutes) => {
    expect(parseOffset(text)).toBe(minutes);
  });
});

describe('makeLocalTime', () => {
  it('rejects years before firstYear', () => {
    expect(makeLocalTime({ year: 1899 }, null, { firstYear: 1900, ...NOW })).toBeUndefined();
    expect(makeLocalTime({ year: 1900 }, null, { firstYear: 1900, ...NOW })?.localTime).toBe('1900-01-01T00:00:00.000');
  });

  it('compares the instant, not the local time, with the current time', () => {
    const parts = { year: 2026, month: 1, day: 16, hour: 20 };
    expect(makeLocalTime(parts, null, NOW)).toBeUndefined();
    expect(makeLocalTime(parts, 840, NOW)).toBeDefined();
  });
});

describe('toLocalTime', () => {
  it.each([1_562_263_402_123, 946_684_800_000, -1_000_000_000_000, 1_562_263_402_123.75])(
    'keeps the instant %d',
    (ms) => {
      const time = toLocalTime(ms, NOW);
      expect(time?.offsetMinutes).toBe(-Math.round(new Date(ms).getTimezoneOffset()) + 0);
      expect(computeTakenAtMs(time as NonNullable<typeof time>)).toBe(Math.floor(ms));
    },
  );

  it.each([0, Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300, NOW.nowMs + 2 * 86_400_000, -6_000_000_000_000])(
    'says nothing to %d',
    (ms) => {
      expect(toLocalTime(ms, NOW)).toBeUndefined();
    },
  );
});

describe('deriveOffset', () => {
  const at = (clock: string) => Date.parse(`2019-07-04T${clock}Z`);
  it.each<[string, number, number | null]>([
    ['2019-07-04T18:03:22.000', at('16:03:22'), 120],
    ['2019-07-04T18:03:22.000', at('16:01:40'), 120],
    ['2019-07-04T18:03:22.000', at('18:03:22'), 0],
    ['2019-07-04T18:03:22.000', at('12:33:00'), 330],
    ['2019-07-04T18:03:22.000', at('12:18:22'), 345],
    ['2019-07-04T03:03:22.000', at('10:03:22'), -420],
    // No zone is 2:15 ahead, and no clock is trusted that is off by ten minutes.
    ['2019-07-04T18:03:22.000', at('15:48:22'), null],
    ['2019-07-04T18:03:22.000', at('16:13:22'), null],
    ['2019-07-05T18:03:22.000', at('16:03:22'), null],
  ])('derives the offset from %s and %d', (localTime, instantMs, offset) => {
    expect(deriveOffset(localTime, instantMs)).toBe(offset);
  });
});

describe('computeTakenAtMs', () => {
  it('is exact with an offset and interprets a time without one as UTC', () => {
    const localTime = '2019-07-04T18:03:22.120';
    expect(computeTakenAtMs({ localTime, offsetMinutes: 120 })).toBe(Date.UTC(2019, 6, 4, 16, 3, 22, 120));
    expect(computeTakenAtMs({ localTime, offsetMinutes: null })).toBe(Date.UTC(2019, 6, 4, 18, 3, 22, 120));
  });
});
