import { describe, expect, it } from 'vitest';
import { readIptc } from '#src/metadata/readers/iptc.js';
import { makeIptc } from '../make-tiff.js';

const NOW = { nowMs: Date.UTC(2026, 0, 15) };

describe('readIptc', () => {
  it('reads the data sets that editors write', () => {
    expect(
      readIptc(
        makeIptc(
          [5, 'By the lake'],
          [25, 'lake'],
          [25, 'Summer'],
          [25, 'LAKE'],
          [55, '20190704'],
          [60, '180322+0200'],
          [80, 'Ansel'],
          [90, 'Zürich'],
          [92, 'Bürkliplatz'],
          [95, 'ZH'],
          [101, 'Switzerland'],
          [120, 'A day in July'],
        ),
        NOW,
      ),
    ).toEqual({
      takenAt: { localTime: '2019-07-04T18:03:22.000', offsetMinutes: 120, precision: 'time' },
      place: { location: 'Bürkliplatz', city: 'Zürich', region: 'ZH', country: 'Switzerland' },
      keywords: ['lake', 'Summer'],
      title: 'By the lake',
      description: 'A day in July',
      creator: 'Ansel',
    });
  });

  it('distinguishes Latin-1 from UTF-8', () => {
    expect(readIptc(makeIptc([5, Buffer.from('Zürich', 'latin1')])).title).toBe('Zürich');
    expect(readIptc(makeIptc([5, 'Zürich'])).title).toBe('Zürich');
  });

  it.each<[string, string, string | undefined]>([
    ['20190704', '', '2019-07-04T00:00:00.000'],
    ['20190704', '180322', '2019-07-04T18:03:22.000'],
    ['20190700', '', '2019-07-01T00:00:00.000'],
    ['20190000', '', '2019-01-01T00:00:00.000'],
    ['2019-07-04', '18:03:22', '2019-07-04T18:03:22.000'],
    ['00000000', '', undefined],
    ['20191304', '', undefined],
    ['', '180322', undefined],
  ])('reads the date %j %j', (date, time, localTime) => {
    expect(readIptc(makeIptc([55, date], [60, time]), NOW).takenAt?.localTime).toBe(localTime);
  });

  it('stops at invalid data and returns the data sets before it', () => {
    const good = makeIptc([5, 'kept']);
    for (const rest of [
      Buffer.from('rubbish'),
      Buffer.from([0x1c]),
      Buffer.from([0x1c, 2, 25, 0x80, 4, 0, 0, 1, 0]),
      Buffer.from([0x1c, 2, 25, 0x7f, 0xff, 65]),
    ])
      expect(readIptc(Buffer.concat([good, rest])).title).toBe('kept');
    expect(readIptc(Buffer.alloc(0)).title).toBeUndefined();
  });

  it('skips other records than record 2', () => {
    expect(
      readIptc(Buffer.concat([Buffer.from([0x1c, 1, 90, 0, 3, 0x1b, 0x25, 0x47]), makeIptc([5, 'x'])])).title,
    ).toBe('x');
  });
});
