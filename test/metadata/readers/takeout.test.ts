import { describe, expect, it } from 'vitest';
import { computeTakenAtMs, type LocalTime } from '#src/metadata/file-metadata.js';
import { readTakeout } from '#src/metadata/readers/takeout.js';

const NOW = { nowMs: Date.UTC(2026, 0, 15) };
const read = (json: unknown) => readTakeout(JSON.stringify(json), NOW);

/** As Google writes it. */
const REAL = {
  title: 'IMG_1.jpg',
  description: 'A day in July',
  imageViews: '12',
  creationTime: { timestamp: '1562345678', formatted: '05.07.2019, 16:54:38 UTC' },
  photoTakenTime: { timestamp: '1562256202', formatted: '04.07.2019, 16:03:22 UTC' },
  geoData: { latitude: 47.375, longitude: 8.541, altitude: 408.5, latitudeSpan: 0.0, longitudeSpan: 0.0 },
  geoDataExif: { latitude: 0.0, longitude: 0.0, altitude: 0.0, latitudeSpan: 0.0, longitudeSpan: 0.0 },
  people: [{ name: 'Anna' }, { name: 'Ben' }, {}, null, 7, { name: 5 }],
  url: 'https://photos.google.com/photo/abc',
  googlePhotosOrigin: { mobileUpload: { deviceType: 'ANDROID_PHONE' } },
  favorited: true,
};

describe('readTakeout', () => {
  it('reads a file as written by Google Takeout', () => {
    const metadata = read(REAL);
    expect(metadata).toMatchObject({
      instantMs: 1_562_256_202_000,
      gps: { latitude: 47.375, longitude: 8.541, altitudeM: 408.5 },
      isFavorite: true,
      people: ['Anna', 'Ben'],
      description: 'A day in July',
    });
    expect(metadata?.title).toBeUndefined();
    expect(computeTakenAtMs(metadata?.takenAt as LocalTime)).toBe(1_562_256_202_000);
  });

  it('derives the time zone from the local time in the original name', () => {
    expect(read({ ...REAL, title: 'IMG_20190704_180322.jpg' })?.takenAt).toEqual({
      localTime: '2019-07-04T18:03:22.000',
      offsetMinutes: 120,
      precision: 'time',
    });
  });

  it('returns a title that differs from the file name', () => {
    expect(read({ ...REAL, title: 'By the lake' })?.title).toBe('By the lake');
  });

  it.each([
    [{ latitude: 0, longitude: 0, altitude: 0 }, undefined],
    [{ latitude: 91, longitude: 8, altitude: 0 }, undefined],
    [{ latitude: '47', longitude: '8' }, undefined],
    [{}, undefined],
    [null, undefined],
    [
      { latitude: 47.5, longitude: -8.5, altitude: 0 },
      { latitude: 47.5, longitude: -8.5, altitudeM: null },
    ],
  ])('places %j at %j', (geoData, gps) => {
    expect(read({ ...REAL, geoData })?.gps).toEqual(gps);
  });

  it('falls back to the position of the file', () => {
    const geoDataExif = { latitude: 1, longitude: 2, altitude: 3 };
    expect(read({ ...REAL, geoData: { latitude: 0, longitude: 0 }, geoDataExif })?.gps?.latitude).toBe(1);
  });

  it.each(['0', '', 'yesterday', null, '99999999999', '9'.repeat(40), {}, 1.5, true])(
    'has no moment from %j',
    (timestamp) => {
      expect(read({ ...REAL, photoTakenTime: { timestamp } })?.takenAt).toBeUndefined();
    },
  );

  it('reads times before 1970', () => {
    const metadata = read({ ...REAL, photoTakenTime: { timestamp: '-1000000000' } });
    expect(computeTakenAtMs(metadata?.takenAt as LocalTime)).toBe(-1_000_000_000_000);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"photoTakenTime":'],
    ['a list', '[]'],
    ['a number', '42'],
    ['null', 'null'],
    ["somebody else's", '{"name":"photoseek","version":"1.0.0"}'],
    ['an odd one', '{"photoTakenTime":5}'],
    ['endless depth', '['.repeat(500_000)],
  ])('ignores %s', (_what, text) => {
    expect(readTakeout(text)).toBeUndefined();
  });

  it('ignores unexpected types and names', () => {
    const text = `{"__proto__":{"favorited":true},"photoTakenTime":{"timestamp":"1562256202"},"favorited":"yes","description":7,
      "title":[],"people":{"name":"Anna"},"geoData":[]}`;
    expect(readTakeout(text)).toMatchObject({
      isFavorite: false,
      description: undefined,
      people: undefined,
      gps: undefined,
    });
  });

  it('reads a file with a byte-order mark', () => {
    expect(readTakeout(`\uFEFF${JSON.stringify(REAL)}`)?.isFavorite).toBe(true);
  });
});
