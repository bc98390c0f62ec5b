import { describe, expect, it } from 'vitest';
import { computeTakenAtMs } from '#src/metadata/file-metadata.js';
import { deriveOffset, makeLocalTime, parseOffset, toLocalTime } from '#src/metadata/local-time.js';

const NOW = { nowMs: Date.UTC(2026, 0, 15, 12) };

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

  it.each([
    0,
    1000,
    Date.UTC(1904, 0, 1),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e300,
    -1e300,
    NOW.nowMs + 2 * 86_400_000,
    -6_000_000_000_000,
  ])('says nothing to %d', (ms) => {
    expect(toLocalTime(ms, NOW)).toBeUndefined();
  });
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
