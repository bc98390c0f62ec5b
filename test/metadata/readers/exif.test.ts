import { describe, expect, it } from 'vitest';
import { readExif } from '#src/metadata/readers/exif.js';
import { makeTiff, type TagValue } from '../make-tiff.js';

const NOW = { nowMs: Date.UTC(2026, 0, 15) };
const utf16 = (text: string) => Buffer.from(`${text}\0`, 'utf16le');
const north = { ascii: 'N' };
const east = { ascii: 'E' };
const degrees = (...parts: [number, number][]): TagValue => ({ rational: parts });
const readGps = (gps: Record<number, TagValue>) => readExif(makeTiff({ gps }), NOW).gps;

describe('readExif', () => {
  it.each(['II', 'MM'] as const)('reads the tags of a camera (%s)', (order) => {
    const metadata = readExif(
      makeTiff({
        order,
        image: {
          271: { ascii: 'NIKON CORPORATION ' },
          272: { ascii: 'NIKON  D90' },
          274: { short: [6] },
          315: { ascii: 'Ansel' },
        },
        exif: {
          33434: { rational: [[1, 250]] },
          33437: { rational: [[28, 10]] },
          34855: { short: [400] },
          36867: { ascii: '2019:07:04 18:03:22' },
          36881: { ascii: '+02:00' },
          37386: { rational: [[35, 1]] },
          37521: { ascii: '12' },
          41989: { short: [52] },
          42036: { ascii: 'AF-S 35mm f/1.8G' },
        },
        gps: {
          1: { ascii: 'S' },
          2: degrees([33, 1], [51, 1], [2448, 100]),
          3: { ascii: 'W' },
          4: degrees([151, 1], [12, 1], [0, 1]),
          5: { bytes: Buffer.from([1]), type: 1 },
          6: degrees([155, 10]),
        },
      }),
      NOW,
    );
    expect(metadata).toMatchObject({
      takenAt: { localTime: '2019-07-04T18:03:22.120', offsetMinutes: 120 },
      camera: { make: 'NIKON CORPORATION', model: 'NIKON D90' },
      lens: 'AF-S 35mm f/1.8G',
      orientation: 6,
      creator: 'Ansel',
      iso: 400,
      exposureS: 1 / 250,
      fNumber: 2.8,
      focalLengthMm: 35,
      focalLength35mm: 52,
    });
    expect(metadata.gps?.latitude).toBeCloseTo(-33.8568, 6);
    expect(metadata.gps?.longitude).toBeCloseTo(-151.2, 6);
    expect(metadata.gps?.altitudeM).toBe(-15.5);
  });

  it.each<[string, Record<number, TagValue>, string | undefined, number | null]>([
    [
      'its own offset before others',
      {
        36867: { ascii: '2019:07:04 18:03:22' },
        36880: { ascii: '+09:00' },
        36881: { ascii: '-04:00' },
      },
      '2019-07-04T18:03:22.000',
      -240,
    ],
    [
      "another time's offset for want of its own",
      { 36867: { ascii: '2019:07:04 18:03:22' }, 36880: { ascii: '+09:00' }, 36881: { ascii: '   :  ' } },
      '2019-07-04T18:03:22.000',
      540,
    ],
    ['an offset inside the time', { 36867: { ascii: '2012-09-17T15:53:45-04:00' } }, '2012-09-17T15:53:45.000', -240],
    [
      'a fraction of six digits, in blanks',
      { 36867: { ascii: '2017:09:11 12:05:36' }, 37521: { ascii: '716552   ' } },
      '2017-09-11T12:05:36.716',
      null,
    ],
    [
      'a fraction that is none',
      { 36867: { ascii: '2017:09:11 12:05:36' }, 37521: { ascii: 'abc' } },
      '2017-09-11T12:05:36.000',
      null,
    ],
    ['nothing in blanks', { 36867: { ascii: '    :  :     :  :  ' } }, undefined, null],
    ['nothing in a number', { 36867: { short: [2019] } }, undefined, null],
  ])('finds %s', (_what, exif, localTime, offsetMinutes) => {
    const { takenAt } = readExif(makeTiff({ exif }), NOW);
    expect(takenAt).toEqual(localTime === undefined ? undefined : { localTime, offsetMinutes, precision: 'time' });
  });

  it('returns the time of digitising separately, with its own fraction and offset', () => {
    const exif = {
      36867: { ascii: '0000:00:00 00:00:00' },
      36868: { ascii: '2019:07:04 18:03:22' },
      36881: { ascii: '+09:00' },
      36882: { ascii: '-04:00' },
      37521: { ascii: '99' },
      37522: { ascii: '12' },
    };
    expect(readExif(makeTiff({ exif }), NOW)).toMatchObject({
      takenAt: undefined,
      digitizedAt: { localTime: '2019-07-04T18:03:22.120', offsetMinutes: -240 },
    });
  });

  it('returns the modification time separately', () => {
    const metadata = readExif(makeTiff({ image: { 306: { ascii: '2019:07:04 18:03:22' } } }), NOW);
    expect(metadata.takenAt).toBeUndefined();
    expect(metadata.changedAt?.localTime).toBe('2019-07-04T18:03:22.000');
  });

  it('reads the GPS time', () => {
    const time = { 7: degrees([16, 1], [3, 1], [225, 10]), 29: { ascii: '2019:07:04' } };
    expect(readExif(makeTiff({ gps: time }), NOW).instantMs).toBe(Date.UTC(2019, 6, 4, 16, 3, 22, 500));
    expect(readExif(makeTiff({ gps: { ...time, 29: { ascii: '' } } }), NOW).instantMs).toBeUndefined();
    expect(
      readExif(makeTiff({ gps: { ...time, 7: degrees([16, 1], [3, 0], [22, 1]) } }), NOW).instantMs,
    ).toBeUndefined();
  });

  it.each<[string, Record<number, TagValue>]>([
    ['0° 0°', { 1: north, 2: degrees([0, 1], [0, 1], [0, 1]), 3: east, 4: degrees([0, 1], [0, 1], [0, 1]) }],
    ['0/0 throughout', { 1: north, 2: degrees([0, 0], [0, 0], [0, 0]), 3: east, 4: degrees([0, 0], [0, 0], [0, 0]) }],
    ['0/0 for the longitude alone', { 1: north, 2: degrees([47, 1], [22, 1]), 3: east, 4: degrees([0, 0], [0, 0]) }],
    ['whole degrees without minutes', { 1: north, 2: degrees([47, 1], [0, 0], [0, 0]), 3: east, 4: degrees([8, 1]) }],
    ['a void fix', { 1: north, 2: degrees([47, 1]), 3: east, 4: degrees([8, 1]), 9: { ascii: 'V' } }],
    ['a division by zero', { 1: north, 2: degrees([47, 0], [0, 1], [0, 1]), 3: east, 4: degrees([8, 1]) }],
    ['minutes divided by zero', { 1: north, 2: degrees([47, 1], [5, 0], [0, 1]), 3: east, 4: degrees([8, 1]) }],
    ['too far north', { 1: north, 2: degrees([91, 1]), 3: east, 4: degrees([8, 1]) }],
    ['a little too far north', { 1: north, 2: degrees([90_002, 1000]), 3: east, 4: degrees([8, 1]) }],
    ['too far east', { 1: north, 2: degrees([47, 1]), 3: east, 4: degrees([181, 1]) }],
    ['too many minutes', { 1: north, 2: degrees([47, 1], [61, 1]), 3: east, 4: degrees([8, 1]) }],
    ['no hemisphere', { 2: degrees([47, 1]), 3: east, 4: degrees([8, 1]) }],
    ['an unknown hemisphere', { 1: { ascii: 'X' }, 2: degrees([47, 1]), 3: east, 4: degrees([8, 1]) }],
    ['half a position', { 1: north, 2: degrees([47, 1]) }],
    ['text for numbers', { 1: north, 2: { ascii: '47,22,30' }, 3: east, 4: { ascii: '8,32,0' } }],
  ])('returns no position for %s', (_what, gps) => {
    expect(readGps(gps)).toBeUndefined();
  });

  it('reads fractional degrees, unknown seconds and lower-case hemispheres', () => {
    expect(
      readGps({ 1: { ascii: 'n' }, 2: degrees([47, 1], [30, 1], [0, 0]), 3: { ascii: 'w' }, 4: degrees([85, 10]) }),
    ).toEqual({ latitude: 47.5, longitude: -8.5, altitudeM: null });
  });

  it.each<[string, string, [number, number], string, [number, number], number, number]>([
    ['the north pole', 'N', [90_000_003, 1_000_000], 'E', [8, 1], 90, 8],
    ['the south pole', 'S', [900_005, 10_000], 'W', [8, 1], -90, -8],
    ['the date line', 'N', [47, 1], 'W', [1_800_000_009, 10_000_000], 47, -180],
  ])('clamps a position a hair beyond %s', (_what, latitudeRef, latitude, longitudeRef, longitude, north, east) => {
    const gps = { 1: { ascii: latitudeRef }, 2: degrees(latitude), 3: { ascii: longitudeRef }, 4: degrees(longitude) };
    expect(readGps(gps)).toEqual({ latitude: north, longitude: east, altitudeM: null });
  });

  it('reads no time from a void fix', () => {
    const gps = { 7: degrees([16, 1], [3, 1], [22, 1]), 9: { ascii: 'V' }, 29: { ascii: '2019:07:04' } };
    expect(readExif(makeTiff({ gps }), NOW).instantMs).toBeUndefined();
    expect(readExif(makeTiff({ gps: { ...gps, 9: { ascii: 'A' } } }), NOW).instantMs).toBeDefined();
  });

  it.each<[string, TagValue, number | null]>([
    ['0/0', degrees([0, 0]), null],
    ['a mountain', degrees([44780, 10]), 4478],
    ['a division by zero', degrees([1, 0]), null],
    ['the Moon', degrees([384_400_000, 1]), null],
  ])('reads the altitude %s as %j', (_what, altitude, altitudeM) => {
    expect(readGps({ 1: north, 2: degrees([47, 1]), 3: east, 4: degrees([8, 1]), 6: altitude })?.altitudeM).toBe(
      altitudeM,
    );
  });

  it.each([0, 9, 65535])('returns no orientation for %d', (value) => {
    expect(readExif(makeTiff({ image: { 274: { short: [value] } } })).orientation).toBeUndefined();
  });

  it('cleans texts: data after a NUL, Latin-1, control characters, decomposed letters', () => {
    const metadata = readExif(
      makeTiff({
        image: {
          270: { ascii: Buffer.from('Z\xfcrich \x07am See\0rubbish', 'latin1') },
          271: { ascii: 'Mu\u0308ller\t\tCo' },
          272: { ascii: '   ' },
        },
      }),
    );
    expect(metadata.description).toBe('Zürich am See');
    expect(metadata.camera).toEqual({ make: 'Müller Co', model: null });
  });

  it.each(['OLYMPUS DIGITAL CAMERA         ', 'SONY DSC', 'Exif_JPEG_PICTURE', 'Created with GIMP', '', '\0\0\0'])(
    'takes %j for no description',
    (text) => {
      expect(readExif(makeTiff({ image: { 270: { ascii: text } } })).description).toBeUndefined();
    },
  );

  it('reads Windows texts and ratings', () => {
    const metadata = readExif(
      makeTiff({
        image: {
          18246: { short: [4] },
          40091: { bytes: utf16('Am Zürichsee'), type: 1 },
          40092: { bytes: utf16('Ein Tag im Juli'), type: 1 },
          40094: { bytes: utf16('lake;Summer; lake ;'), type: 1 },
        },
      }),
    );
    expect(metadata).toMatchObject({
      title: 'Am Zürichsee',
      description: 'Ein Tag im Juli',
      keywords: ['lake', 'Summer'],
      rating: 4,
    });
  });

  it.each([
    ['ASCII', Buffer.from('ASCII\0\0\0by the lake   ', 'latin1'), 'by the lake'],
    ['UTF-16, little end first', Buffer.concat([Buffer.from('UNICODE\0'), utf16('am Fluß')]), 'am Fluß'],
    [
      'UTF-16, big end first',
      Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from(utf16('am Fluß')).swap16()]),
      'am Fluß',
    ],
    ['unnamed', Buffer.concat([Buffer.alloc(8), Buffer.from('private data')]), undefined],
    ['empty', Buffer.from('ASCII\0\0\0', 'latin1'), undefined],
  ])('reads a comment that is %s', (_what, bytes, text) => {
    expect(readExif(makeTiff({ exif: { 37510: { bytes } } })).description).toBe(text);
  });

  it.each<[string, [number, number][], string | undefined]>([
    [
      'a zoom',
      [
        [18, 1],
        [55, 1],
        [35, 10],
        [56, 10],
      ],
      '18-55mm f/3.5-5.6',
    ],
    [
      'a fixed lens',
      [
        [50, 1],
        [50, 1],
        [18, 10],
        [18, 10],
      ],
      '50mm f/1.8',
    ],
    [
      'one whose speed is unknown',
      [
        [24, 1],
        [70, 1],
        [0, 0],
        [0, 0],
      ],
      '24-70mm',
    ],
    [
      'an unknown one',
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      undefined,
    ],
  ])('formats the lens specification %s', (_what, rational, lens) => {
    expect(readExif(makeTiff({ exif: { 42034: { rational } } })).lens).toBe(lens);
  });

  it.each(['----', '0.0 mm f/0.0', 'Unknown', '', 'N/A'])('ignores the lens placeholder %j', (name) => {
    expect(readExif(makeTiff({ exif: { 42036: { ascii: name } } })).lens).toBeUndefined();
  });

  it('ignores invalid exposures', () => {
    const metadata = readExif(
      makeTiff({
        exif: {
          33434: { rational: [[0, 0]] },
          33437: { rational: [[28, 0]] },
          34855: { short: [0] },
          37386: { rational: [[0, 1]] },
          41989: { short: [0] },
        },
      }),
    );
    for (const fact of ['exposureS', 'fNumber', 'iso', 'focalLengthMm', 'focalLength35mm'] as const)
      expect.soft(metadata[fact], fact).toBeUndefined();
  });

  it('reads an ISO speed of more than 16 bits', () => {
    const exif = { 34855: { short: [65535] }, 34867: { long: [102_400] } };
    expect(readExif(makeTiff({ exif })).iso).toBe(102_400);
  });

  it('truncates a text of a megabyte', () => {
    const metadata = readExif(makeTiff({ image: { 270: { ascii: 'word '.repeat(200_000) } } }));
    expect(metadata.description).toHaveLength(1999);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half a header', Buffer.from('II*\0')],
    ['another order', Buffer.from('XX*\0\x08\0\0\0')],
    ['BigTIFF', Buffer.from('II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0', 'latin1')],
    ['a directory beyond the end', Buffer.from('II*\0\xff\xff\xff\xff', 'latin1')],
    ['a directory in the header', Buffer.from('II*\0\0\0\0\0\0\0\0\0', 'latin1')],
    ['a count of entries that are not there', Buffer.from('II*\0\x08\0\0\0\xff\xff', 'latin1')],
  ])('reads nothing from %s', (_what, bytes) => {
    expect(Object.values(readExif(bytes)).every((fact) => fact === undefined)).toBe(true);
  });

  it('survives directories that refer to themselves', () => {
    const tiff = makeTiff({ image: { 271: { ascii: 'Canon' } } });
    // Both pointers, at the end of the first directory, now lead back to it.
    for (const tag of [0x8769, 0x8825]) {
      const at = tiff.indexOf(Buffer.from([tag & 255, tag >> 8, 4, 0]));
      tiff.writeUInt32LE(8, at + 8);
    }
    expect(readExif(tiff).camera?.make).toBe('Canon');
  });
});
