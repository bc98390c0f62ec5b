import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '#src/metadata/read-metadata.js';
import { measureFilm } from '#src/metadata/readers/embedded/measure-film.js';
import {
  makeBox,
  makeDirectory,
  makeFilm,
  makeGoogleXmp,
  makeHeicBoxes,
  makeJpegWith,
  makeSamsungTrailer,
} from '../../../support/images/embedded-files.js';
import { measureCpuMs } from '../../../support/processes/cpu-time.js';
import { runs } from '../../../support/runner/form.js';
import { makeJpeg } from '../../make-tiff.js';

const FILM = makeFilm();
const GAIN_MAP = Buffer.alloc(5000, 7);
const isMotion = 'GCamera:MotionPhoto="1"';

const find = (bytes: Uint8Array) => readMetadata({ bytes, path: '/p/a.jpg', mtimeMs: 0 }).motion;
const cut = (bytes: Buffer) => {
  const film = find(bytes);
  return film && bytes.subarray(film.offset, film.offset + film.length);
};

describe('the film in a motion photo', () => {
  it.each<[string, Buffer]>([
    [
      'Google’s, behind other items',
      makeJpegWith(
        makeGoogleXmp(makeDirectory(['GainMap', GAIN_MAP.length, 16], ['MotionPhoto', FILM.length]), isMotion),
        GAIN_MAP,
        Buffer.alloc(16),
        FILM,
      ),
    ],
    [
      'Google’s before Android 11',
      makeJpegWith(makeGoogleXmp('', `GCamera:MicroVideo="1" GCamera:MicroVideoOffset="${FILM.length}"`), FILM),
    ],
    ['Samsung’s trailer, without XMP', Buffer.concat([makeJpeg(), makeSamsungTrailer(FILM)])],
    ['the box of a HEIC file', Buffer.concat([makeHeicBoxes(), makeBox('mpvd', FILM)])],
    ['a place that nothing names', makeJpegWith(makeGoogleXmp('', isMotion), GAIN_MAP, FILM)],
    [
      'a place that the items name wrongly',
      makeJpegWith(makeGoogleXmp(makeDirectory(['MotionPhoto', FILM.length + 7]), isMotion), FILM),
    ],
    [
      'a length that reaches over Samsung’s trailer',
      makeJpegWith(makeGoogleXmp('', isMotion), makeSamsungTrailer(FILM, 0x0a01)),
    ],
  ])('is found: %s', (_, bytes) => {
    expect(cut(bytes)?.equals(FILM)).toBe(true);
    expect(find(bytes)).toMatchObject({ mediaType: 'video/mp4', durationMs: 2500, stillAtMs: null });
  });

  it('says its type, its duration and the moment of the still', () => {
    const film = makeFilm({ brand: 'qt  ', durationMs: 3000 });
    const xmp = (us: number) =>
      makeGoogleXmp(
        makeDirectory(['MotionPhoto', film.length]),
        `${isMotion} GCamera:MotionPhotoPresentationTimestampUs="${us}"`,
      );
    expect(find(makeJpegWith(xmp(1_500_000), film))).toMatchObject({
      mediaType: 'video/quicktime',
      durationMs: 3000,
      stillAtMs: 1500,
    });
    expect(find(makeJpegWith(xmp(-1), film))?.stillAtMs).toBeNull();
    expect(find(makeJpegWith(xmp(9_000_000), film))?.stillAtMs).toBeNull();
  });

  it.each<[string, Buffer]>([
    [
      'a converted file that lost it',
      makeJpegWith(makeGoogleXmp(makeDirectory(['MotionPhoto', FILM.length]), isMotion)),
    ],
    [
      'an offset into the picture',
      makeJpegWith(makeGoogleXmp('', 'GCamera:MicroVideo="1" GCamera:MicroVideoOffset="12"'), GAIN_MAP),
    ],
    ['a film that is cut short', makeJpegWith(makeGoogleXmp('', isMotion), FILM.subarray(0, 200))],
    ['an image where the film should be', makeJpegWith(makeGoogleXmp('', isMotion), makeHeicBoxes())],
    ['a film that nothing announces', makeJpegWith(makeGoogleXmp(''), FILM)],
    ['the whole of a HEIC file', makeHeicBoxes()],
    ['a film of headers only', makeJpegWith(makeGoogleXmp('', isMotion), makeBox('ftyp', 'isom', Buffer.alloc(4)))],
  ])('is not found: %s', (_, bytes) => {
    expect(find(bytes)).toBeUndefined();
  });

  it('lies within the file, whatever the lengths and offsets', () => {
    const nasty = fc.oneof(fc.nat(6000), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53, -1, -5000));
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 6, maxLength: 6 }), fc.boolean(), (numbers, isHeic) => {
        const [length = 0, padding = 0, offset = 0, at = 0, value = 0, back = 0] = numbers;
        const xmp = makeGoogleXmp(
          makeDirectory(['GainMap', length, padding], ['MotionPhoto', back, padding]),
          `${isMotion} GCamera:MicroVideoOffset="${offset}"`,
        );
        const tail = makeSamsungTrailer(FILM);
        const bytes = isHeic
          ? Buffer.concat([makeHeicBoxes(), makeBox('mpvd', FILM), tail])
          : makeJpegWith(xmp, GAIN_MAP, tail);
        const place = Math.abs(at) % (bytes.length - 4);
        bytes.writeUInt32BE(Math.abs(value) % 2 ** 32, place);
        bytes.writeUInt32LE(Math.abs(value) % 2 ** 32, bytes.length - 4 - (Math.abs(at) % tail.length));
        const film = find(bytes);
        if (film === undefined) return;
        expect(film.offset).toBeGreaterThan(0);
        expect(film.length).toBeGreaterThanOrEqual(24);
        expect(film.offset + film.length).toBeLessThanOrEqual(bytes.length);
        expect(bytes.toString('latin1', film.offset + 4, film.offset + 8)).toBe('ftyp');
      }),
      { numRuns: runs(300) },
    );
  });

  it('is looked for in bounded time', () => {
    const many = Buffer.from('\0\0\0\x14ftypisom\0\0\0\0isom'.repeat(500_000), 'latin1');
    const bytes = makeJpegWith(makeGoogleXmp('', isMotion), many);
    expect(measureCpuMs(() => expect(find(bytes)).toBeUndefined())).toBeLessThan(1000);
    const boxes = Buffer.concat([makeBox('ftyp', 'isom', Buffer.alloc(4)), Buffer.alloc(8_000_000, '\0\0\0\x08free')]);
    expect(
      measureCpuMs(() => expect(measureFilm(Buffer.concat([many, boxes]), many.length)).toBeUndefined()),
    ).toBeLessThan(1000);
  });
});
