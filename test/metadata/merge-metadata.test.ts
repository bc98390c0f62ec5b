import { describe, expect, it } from 'vitest';
import type { DatePrecision, LocalTime } from '#src/metadata/file-metadata.js';
import type { FoundMetadata } from '#src/metadata/found-metadata.js';
import { type MetadataSources, mergeMetadata } from '#src/metadata/merge-metadata.js';

const NONE: MetadataSources = {
  exif: {},
  xmp: {},
  iptc: {},
  texts: {},
  sidecar: {},
  takeout: {},
  container: {},
  name: undefined,
  mtime: undefined,
};
const time = (year: number, offsetMinutes: number | null = null): LocalTime => ({
  localTime: `${year}-07-04T18:03:22.000`,
  offsetMinutes,
  precision: 'time',
});
const partly = (localTime: string, precision: DatePrecision): LocalTime => ({
  localTime,
  offsetMinutes: null,
  precision,
});
const merge = (sources: Partial<MetadataSources>) => mergeMetadata({ ...NONE, ...sources });

describe('mergeMetadata', () => {
  it('returns empty metadata for empty sources', () => {
    expect(mergeMetadata(NONE)).toEqual({
      takenAt: null,
      gps: null,
      place: null,
      camera: null,
      lens: null,
      orientation: 1,
      rating: null,
      isFavorite: false,
      keywords: [],
      people: [],
      title: null,
      description: null,
      creator: null,
      iso: null,
      exposureS: null,
      fNumber: null,
      focalLengthMm: null,
      focalLength35mm: null,
    });
  });

  it('takes the capture time from the first source that has it, and names that source', () => {
    const sources: Partial<MetadataSources> = {};
    const steps: [Partial<MetadataSources>, string][] = [
      [{ mtime: time(2001) }, 'mtime'],
      [{ exif: { changedAt: time(2002) } }, 'exif'],
      [{ name: time(2003) }, 'name'],
      [{ takeout: { takenAt: time(2004) } }, 'takeout'],
      [{ xmp: { digitizedAt: time(2005) } }, 'xmp'],
      [{ sidecar: { digitizedAt: time(2006) } }, 'sidecar'],
      [{ exif: { digitizedAt: time(2007) } }, 'exif'],
      [{ iptc: { takenAt: time(2008) } }, 'iptc'],
      [{ xmp: { takenAt: time(2009) } }, 'xmp'],
      [{ exif: { takenAt: time(2010), digitizedAt: time(2007) } }, 'exif'],
      [{ sidecar: { takenAt: time(2011), digitizedAt: time(2006) } }, 'sidecar'],
    ];
    for (const [i, [more, source]] of steps.entries()) {
      Object.assign(sources, more);
      expect.soft(merge(sources).takenAt).toEqual({ ...time(2001 + i), source });
    }
  });

  it.each<[string, LocalTime, LocalTime]>([
    ['a year and a month in it', partly('1993-01-01T00:00:00.000', 'year'), partly('1993-08-01T00:00:00.000', 'month')],
    ['a month and a day in it', partly('1993-08-01T00:00:00.000', 'month'), partly('1993-08-05T00:00:00.000', 'day')],
    ['a day and a time on it', partly('2019-07-04T00:00:00.000', 'day'), time(2019)],
  ])('of %s takes the latter, from whichever source', (_what, less, more) => {
    expect(merge({ sidecar: { takenAt: less }, exif: { takenAt: more } }).takenAt).toEqual({ ...more, source: 'exif' });
    expect(merge({ exif: { takenAt: less }, name: more }).takenAt).toEqual({ ...more, source: 'name' });
    expect(merge({ exif: { takenAt: less }, mtime: more }).takenAt).toEqual({ ...less, source: 'exif' });
    expect(merge({ exif: { takenAt: less }, name: time(2001) }).takenAt).toEqual({ ...less, source: 'exif' });
  });

  it.each([
    '1970-01-01T01:12:30.000',
    '1969-12-31T19:00:05.000',
    '1904-01-01T02:00:09.000',
    '1980-01-01T00:00:00.000',
    '1979-12-31T23:00:10.000',
    '1980-01-06T00:00:00.000',
    '2000-01-01T00:00:00.000',
    '2000-01-01T12:34:56.000',
    '2001-01-01T01:00:00.000',
  ])('takes %s, which a clock shows after a reset, only when there is no other date', (localTime) => {
    const reset: LocalTime = { localTime, offsetMinutes: null, precision: 'time' };
    const exif = { takenAt: reset };
    expect(merge({ exif, name: time(2019) }).takenAt).toEqual({ ...time(2019), source: 'name' });
    expect(merge({ exif, takeout: { takenAt: time(2018) }, name: time(2019) }).takenAt?.source).toBe('takeout');
    expect(merge({ exif: { ...exif, instantMs: Date.UTC(2019, 6, 4) } }).takenAt).toMatchObject({
      localTime: '2019-07-04T00:00:00.000',
      source: 'gps',
    });
    expect(merge({ exif, mtime: time(2020) }).takenAt).toEqual({ ...reset, source: 'exif' });
  });

  it.each(['2000-01-02T00:00:00.000', '1999-12-31T23:59:59.000', '1970-06-01T00:00:00.000', '1980-03-01T00:00:00.000'])(
    'takes %s before the name',
    (localTime) => {
      const takenAt: LocalTime = { localTime, offsetMinutes: null, precision: 'time' };
      expect(merge({ exif: { takenAt }, name: time(2019) }).takenAt?.source).toBe('exif');
    },
  );

  it('takes the offset from another source with the same time, or derives it from a UTC timestamp', () => {
    const instantMs = Date.UTC(2019, 6, 4, 16, 2, 30);
    const exif = { takenAt: time(2019), instantMs };
    expect(merge({ exif }).takenAt?.offsetMinutes).toBe(120);
    expect(merge({ exif: { takenAt: time(2019) }, takeout: { instantMs } }).takenAt?.offsetMinutes).toBe(120);
    expect(merge({ exif: { ...exif, takenAt: time(2019, -60) } }).takenAt?.offsetMinutes).toBe(-60);
    expect(merge({ exif: { ...exif, instantMs: instantMs + 86_400_000 } }).takenAt?.offsetMinutes).toBeNull();
    expect(merge({ sidecar: { takenAt: time(2019) }, exif: { takenAt: time(2019, 60) } }).takenAt).toEqual({
      ...time(2019, 60),
      source: 'sidecar',
    });
    const midnight = partly('2019-07-04T00:00:00.000', 'day');
    const sameMoment = Date.UTC(2019, 6, 3, 22);
    expect(merge({ exif: { takenAt: midnight, instantMs: sameMoment } }).takenAt?.offsetMinutes).toBeNull();
  });

  it('prefers the sidecar to the file and the file to Takeout', () => {
    const of = (text: string): FoundMetadata => ({
      title: text,
      description: text,
      rating: text.length,
      gps: { latitude: text.length, longitude: 1, altitudeM: null },
    });
    const [sidecar, xmp, takeout] = [of('beside'), of('in it'), of('Google')];
    expect(merge({ sidecar, xmp, takeout })).toMatchObject({ title: 'beside', rating: 6, gps: { latitude: 6 } });
    expect(merge({ xmp, takeout })).toMatchObject({ title: 'in it', description: 'in it', rating: 5 });
    expect(merge({ takeout })).toMatchObject({ title: 'Google', description: 'Google', gps: { latitude: 6 } });
  });

  it('lets a rating of 0 override stars', () => {
    expect(merge({ sidecar: { rating: 0 }, xmp: { rating: 5 } }).rating).toBe(0);
  });

  it('prefers EXIF for fields that cameras write', () => {
    const exif = { camera: { make: 'Canon', model: null }, iso: 100 };
    const xmp = { camera: { make: 'Wrong', model: 'Wrong' }, iso: 200, lens: 'RF 50mm' };
    expect(merge({ exif, xmp })).toMatchObject({ camera: exif.camera, iso: 100, lens: 'RF 50mm' });
  });

  it('merges the keywords of the file unless the sidecar has keywords', () => {
    const sources = {
      xmp: { keywords: ['lake', 'sea'] },
      iptc: { keywords: ['Lake', 'sun'] },
      exif: { keywords: ['one'] },
    };
    expect(merge(sources).keywords).toEqual(['lake', 'sea', 'sun', 'one']);
    expect(merge({ ...sources, sidecar: { keywords: ['only'] } }).keywords).toEqual(['only']);
  });

  it('merges the people of all sources', () => {
    const sources = { xmp: { people: ['Anna'] }, sidecar: { people: ['Ben'] }, takeout: { people: ['anna', 'Clara'] } };
    expect(merge(sources).people).toEqual(['Ben', 'Anna', 'Clara']);
  });

  it('takes isFavorite from Takeout', () => {
    expect(merge({ takeout: { isFavorite: true } }).isFavorite).toBe(true);
    expect(merge({ takeout: { isFavorite: false } }).isFavorite).toBe(false);
  });

  it('takes the orientation from EXIF only, as decoders do', () => {
    expect(merge({ exif: { orientation: 6 }, xmp: { orientation: 3 } }).orientation).toBe(6);
    expect(merge({ xmp: { orientation: 3 } }).orientation).toBe(1);
  });
});
