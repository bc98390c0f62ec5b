import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { computeTakenAtMs, MAX_KEYWORDS, MAX_TEXT_LENGTH, type PhotoMetadata } from '#src/metadata/file-metadata.js';
import { type MetadataInput, readMetadata } from '#src/metadata/read-metadata.js';
import { readSidecars, type Sidecar } from '#src/metadata/readers/sidecars.js';
import { measureCpuMs } from '../support/processes/cpu-time.js';
import { IS_LONG, runs } from '../support/runner/form.js';
import { HAS_SHARED, SAMPLES, SHARED } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { makeIptc, makeJpeg, makeTiff, makeXmp, toExifSegment, toXmpSegment } from './make-tiff.js';

const NOW = Date.UTC(2026, 0, 15);
const MTIME = Date.UTC(2024, 1, 3, 4, 5, 6);

const read = (bytes: Uint8Array, more: Partial<MetadataInput> = {}) =>
  readMetadata({ bytes, path: '/photos/x', mtimeMs: MTIME, nowMs: NOW, ...more });

const sidecar = (kind: Sidecar['kind'], text: string | Uint8Array): Sidecar => ({
  kind,
  name: `x.${kind}`,
  bytes: Buffer.from(text as string),
  mtimeMs: 1,
});

/** Everything that must hold of any metadata whatsoever. */
function expectSane(metadata: PhotoMetadata): void {
  const texts = [
    metadata.lens,
    metadata.title,
    metadata.description,
    metadata.creator,
    metadata.camera?.make,
    metadata.camera?.model,
    ...Object.values(metadata.place ?? {}),
    ...metadata.keywords,
    ...metadata.people,
  ];
  for (const text of texts) {
    if (text === null || text === undefined) continue;
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
    expect(text).toBe(text.trim());
    expect(text).not.toBe('');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  }
  expect(metadata.keywords.length).toBeLessThanOrEqual(MAX_KEYWORDS);
  expect(metadata.people.length).toBeLessThanOrEqual(MAX_KEYWORDS);
  expect(metadata.orientation).toBeGreaterThanOrEqual(1);
  expect(metadata.orientation).toBeLessThanOrEqual(8);
  if (metadata.takenAt !== null) {
    expect(metadata.takenAt.localTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    expect(computeTakenAtMs(metadata.takenAt)).not.toBeNaN();
  }
  if (metadata.gps !== null) {
    expect(Math.abs(metadata.gps.latitude)).toBeLessThanOrEqual(90);
    expect(Math.abs(metadata.gps.longitude)).toBeLessThanOrEqual(180);
  }
  if (metadata.rating !== null) expect([-1, 0, 1, 2, 3, 4, 5]).toContain(metadata.rating);
  for (const number of [
    metadata.iso,
    metadata.exposureS,
    metadata.fNumber,
    metadata.focalLengthMm,
    metadata.focalLength35mm,
  ])
    if (number !== null) expect(number).toBeGreaterThan(0);
  // Metadata cross processes and go into a database.
  expect(structuredClone(metadata)).toEqual(metadata);
  expect(JSON.parse(JSON.stringify(metadata))).toEqual(metadata);
}

/** Nothing is ever printed. */
const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;
beforeEach(() => {
  for (const method of METHODS) vi.spyOn(console, method);
});
afterEach(() => {
  for (const method of METHODS) expect.soft(console[method]).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

describe('readMetadata', () => {
  it('merges all sources', () => {
    const tiff = makeTiff({
      image: { 271: { ascii: 'Acme' }, 274: { short: [8] } },
      exif: { 36867: { ascii: '2019:07:04 18:03:22' } },
    });
    const photoshop = Buffer.concat([
      Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a', 'latin1'),
      makeIptc([25, 'three']),
    ]);
    const jpeg = makeJpeg(
      toExifSegment(tiff),
      toXmpSegment(makeXmp('<xmp:Rating>2</xmp:Rating><dc:title>in it</dc:title><dc:subject>two</dc:subject>')),
      [0xed, photoshop],
    );
    const sidecars = [
      sidecar('xmp', makeXmp('<dc:title>beside it</dc:title>')),
      sidecar('json', '{"not":"Takeout"}'),
      sidecar('json', '{"photoTakenTime":{"timestamp":"1562256202"},"favorited":true,"description":"Google"}'),
    ];
    expect(read(jpeg, { sidecars, path: '/photos/2001-01-01.jpg' })).toMatchObject({
      // Google's instant completes the camera's time.
      takenAt: { localTime: '2019-07-04T18:03:22.000', offsetMinutes: 120, source: 'exif' },
      camera: { make: 'Acme', model: null },
      orientation: 8,
      title: 'beside it',
      description: 'Google',
      rating: 2,
      isFavorite: true,
      keywords: ['two', 'three'],
    });
  });

  it.each<[string, Partial<MetadataInput>, string | null]>([
    ['the name', { path: '/2001-02-03/IMG_20190704_180322.jpg' }, 'name'],
    ['the time of the file', {}, 'mtime'],
    ['nothing', { mtimeMs: 0 }, null],
    ['nothing, either', { mtimeMs: Number.NaN }, null],
  ])('dates an image without metadata by %s', (_what, input, source) => {
    const { takenAt } = read(makeJpeg(), input);
    expect(takenAt?.source ?? null).toBe(source);
    if (source === 'mtime') expect(computeTakenAtMs(takenAt as NonNullable<typeof takenAt>)).toBe(MTIME);
    if (source === 'name') expect(takenAt?.localTime).toBe('2019-07-04T18:03:22.000');
  });

  it('loses only the damaged source', () => {
    const tiff = makeTiff({ image: { 271: { ascii: 'Acme' } } });
    const metadata = read(makeJpeg(toExifSegment(tiff), toXmpSegment('<rdf:RDF><rdf:Description</rdf:RDF>')), {
      sidecars: [sidecar('xmp', '<rdf:RDF><unclosed></rdf:RDF>'), sidecar('json', '{')],
    });
    expect(metadata.camera?.make).toBe('Acme');
  });

  it('reads a photo with its sidecars from a folder', async () => {
    const folder = makeTemporaryFolder();
    const path = join(folder, 'IMG_1.jpg');
    writeFileSync(join(folder, 'IMG_1.jpg.xmp'), makeXmp('<xmp:Rating>5</xmp:Rating>'));
    writeFileSync(join(folder, 'IMG_1.jpg.supplemental-metadata.json'), '{"geoData":{"latitude":1,"longitude":2}}');
    const names = ['IMG_1.jpg.xmp', 'IMG_1.jpg.supplemental-metadata.json'];
    expect(read(makeJpeg(), { path, sidecars: await readSidecars(path, names) })).toMatchObject({
      rating: 5,
      gps: { latitude: 1, longitude: 2 },
    });
  });

  it('reads of several JSON files the one whose title is the name of the photo', () => {
    const json = (title: string, latitude: number) =>
      sidecar(
        'json',
        JSON.stringify({ title, photoTakenTime: { timestamp: '1' }, geoData: { latitude, longitude: 1 } }),
      );
    const sidecars = [json('IMG_1.jpg', 10), json('IMG_1(1).jpg', 20), sidecar('json', '{}')];
    expect(read(makeJpeg(), { path: '/photos/IMG_1(1).jpg', sidecars }).gps?.latitude).toBe(20);
    expect(read(makeJpeg(), { path: '/photos/IMG_1-edited.jpg', sidecars }).gps?.latitude).toBe(10);
  });

  // Values as exiftool 12.57 gives them.
  it.each<[string, Record<string, unknown>]>([
    [
      'stone-statue-by-sea.jpg',
      {
        takenAt: { localTime: '2017-09-11T12:05:36.716', offsetMinutes: -420, source: 'exif' },
        gps: { latitude: expect.closeTo(32.6739444, 6), longitude: expect.closeTo(-117.2390639, 6), altitudeM: 77 },
        camera: { make: 'Huawei', model: 'Nexus 6P' },
        iso: 61,
        exposureS: expect.closeTo(1 / 2283, 6),
        fNumber: 2,
        focalLengthMm: expect.closeTo(4.67, 4),
      },
    ],
    [
      'honey-bee-on-aster.jpg',
      {
        takenAt: { localTime: '2006-10-01T12:00:46.100', offsetMinutes: null, source: 'exif' },
        camera: { make: 'NIKON CORPORATION', model: 'NIKON D50' },
        exposureS: 0.001,
        focalLengthMm: 180,
        focalLength35mm: 270,
      },
    ],
    [
      'brown-chickens.jpg',
      {
        takenAt: { localTime: '2010-11-10T14:37:03.000', offsetMinutes: null, source: 'exif' },
        camera: { make: 'OLYMPUS IMAGING CORP.', model: 'SP800UZ' },
        // OLYMPUS DIGITAL CAMERA, in fact.
        description: null,
        focalLength35mm: 73,
      },
    ],
    [
      'mariachi-musicians.jpg',
      {
        takenAt: { localTime: '2011-01-29T13:49:35.000', offsetMinutes: null, source: 'exif' },
        camera: { make: 'NIKON CORPORATION', model: 'NIKON D90' },
        exposureS: 0.00625,
      },
    ],
    [
      'deep-space-galaxies.jpg',
      { takenAt: { localTime: '2012-09-17T15:53:45.000', offsetMinutes: -240, source: 'exif' }, camera: null },
    ],
    [
      'cat-face.png',
      {
        takenAt: { localTime: '2009-02-09T09:11:30.000', offsetMinutes: null, source: 'xmp' },
        camera: { make: 'PENTAX Corporation', model: 'PENTAX K100D Super' },
        iso: 800,
      },
    ],
    ['pyramid-in-desert.jpg', { title: 'The south face of the Red pyramid', camera: { make: 'Canon' } }],
    ['suspension-bridge-at-night.jpg', { keywords: ['Tysto'], exposureS: 4, fNumber: 2.8 }],
    ['scarlet-macaw.webp', { camera: null, takenAt: { source: 'mtime' } }],
  ])('reads %s', (name, metadata) => {
    expect(read(readFileSync(join(SAMPLES, name)))).toMatchObject(metadata);
  });

  it('reads every sample', () => {
    for (const name of readdirSync(SAMPLES)) expectSane(read(readFileSync(join(SAMPLES, name)), { path: name }));
  });

  // `npm run bench -- waiting` has a bound on its time, too.
  it.runIf(IS_LONG)('takes less than 2 ms of CPU time for a photo of 12 megapixels', () => {
    // Only the metadata matter; the rest pads the file to the size of such a photo.
    const metadata = readFileSync(join(SAMPLES, 'stone-statue-by-sea.jpg'));
    const bytes = Buffer.concat([metadata, Buffer.alloc(5_000_000, 0x5a)]);
    for (let i = 0; i < 20; i++) read(bytes);
    const times = Array.from({ length: 50 }, () => measureCpuMs(() => read(bytes)));
    expect(times.sort((a, b) => a - b)[25]).toBeLessThan(2);
  });
});

describe.skipIf(!HAS_SHARED)('readMetadata of unusual and hostile files', () => {
  const folder = join(SHARED, 'hostile');
  const files = HAS_SHARED
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

  it('reads each without output in less than a second of CPU time', () => {
    expect(files.length).toBeGreaterThanOrEqual(276);
    for (const path of files) {
      const bytes = readFileSync(path);
      expect
        .soft(
          measureCpuMs(() => expectSane(read(bytes, { path }))),
          path,
        )
        .toBeLessThan(1000);
    }
  });

  // As many as exiftool 12.57 finds, and one camera and moment more, in a JPEG whose damage it stops at.
  it('finds as much as an independent implementation', () => {
    const all = files.map((path) => read(readFileSync(path), { path: '' }));
    const count = (has: (metadata: PhotoMetadata) => boolean) => all.filter(has).length;
    expect.soft(count(({ gps }) => gps !== null)).toBe(11);
    expect.soft(count(({ camera }) => camera !== null)).toBe(21);
    expect.soft(count(({ lens }) => lens !== null)).toBe(5);
    expect.soft(count(({ orientation }) => orientation !== 1)).toBe(32);
    expect.soft(count(({ takenAt }) => takenAt?.source === 'exif')).toBe(25);
    expect.soft(count(({ takenAt }) => takenAt?.source === 'xmp')).toBe(14);
    expect.soft(count(({ keywords }) => keywords.length > 0)).toBe(2);
    expect.soft(count(({ creator }) => creator !== null)).toBe(2);
  });

  // Values as exiftool 12.57 gives them.
  it.each<[string, Record<string, unknown>]>([
    [
      'exif-samples/DSCN0010.jpg',
      {
        takenAt: { localTime: '2008-10-22T16:28:39.000', offsetMinutes: null, source: 'exif' },
        gps: { latitude: expect.closeTo(43.4674483, 6), longitude: expect.closeTo(11.8851267, 6), altitudeM: null },
        camera: { make: 'NIKON', model: 'COOLPIX P6000' },
        iso: 64,
        focalLengthMm: 24,
        focalLength35mm: 112,
        // Thirty-one blanks, in fact.
        description: null,
      },
    ],
    ['exif-samples/45-gps_ifd.jpg', { gps: null, camera: { model: 'Gran Turismo 5' }, fNumber: 45 }],
    [
      'exif-samples/image00971.jpg',
      { takenAt: { localTime: '2010-04-13T09:37:22.000', offsetMinutes: 120, source: 'xmp' } },
    ],
    [
      'pillow/iptc.jpg',
      {
        takenAt: { localTime: '2006-07-08T21:14:45.000', offsetMinutes: null, source: 'exif' },
        keywords: ['HvK', '2006', 'summer', 'July', 'holiday', 'Hungary', 'Budapest'],
        place: { location: null, city: 'Budapest', region: null, country: 'Hungary' },
      },
    ],
    [
      'heic/IMG_5195.HEIC',
      {
        takenAt: { localTime: '2021-04-11T15:47:53.054', offsetMinutes: -300, source: 'exif' },
        gps: { latitude: expect.closeTo(39.0513444, 6), longitude: expect.closeTo(-94.2887722, 6) },
        lens: 'iPhone 11 Pro Max back triple camera 4.25mm f/1.8',
      },
    ],
    ['heic/iphone_13_pro_max.HEIC', { orientation: 6, takenAt: { offsetMinutes: 60 }, gps: null }],
    ['heic/HMD_Nokia_8.3_5G_hdr.heif', { gps: { altitudeM: expect.closeTo(940.3186, 3) }, camera: null }],
    [
      'sharp-fixtures/tifftag-photoshop.tiff',
      {
        lens: 'XF18-55mmF2.8-4 R LM OIS',
        creator: 'Boudewijn Vermeulen',
        keywords: expect.arrayContaining(['Zwitserland', 'autumn', 'mountains']),
      },
    ],
    ['sharp-fixtures/Landscape_7.jpg', { orientation: 7 }],
    ['exif-orientation/Portrait_5.jpg', { orientation: 5 }],
    ['pillow/g4_orientation_5.tif', { orientation: 5 }],
  ])('reads %s', (name, metadata) => {
    expect(read(readFileSync(join(folder, name)))).toMatchObject(metadata);
  });

  it('survives random changes of metadata bytes', () => {
    const names = [
      'exif-samples/DSCN0010.jpg',
      'pillow/iptc.jpg',
      'pillow/flower.webp',
      'pillow/exif.png',
      'sharp-fixtures/8bit_depth.tiff',
      'sharp-fixtures/tifftag-photoshop.tiff',
      'sharp-fixtures/pitm.avif',
      'heic/IMG_5195.HEIC',
      'pillow/hopper.psd',
      'sharp-fixtures/rotating-squares.gif',
    ];
    const originals = names.map((name) => readFileSync(join(folder, name)));
    fc.assert(
      fc.property(
        fc.nat(originals.length - 1),
        fc.array(fc.tuple(fc.nat(8000), fc.nat(255)), { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        fc.option(fc.nat(20_000), { nil: undefined }),
        (which, changes, isAtEnd, length) => {
          const original = originals[which] as Buffer;
          const bytes = Buffer.from(original.subarray(0, isAtEnd ? undefined : length));
          for (const [at, value] of changes) {
            const place = isAtEnd ? bytes.length - 1 - at : at;
            if (place >= 0 && place < bytes.length) bytes[place] = value;
          }
          expect(measureCpuMs(() => expectSane(read(bytes)))).toBeLessThan(1000);
        },
      ),
      { numRuns: runs(1500) },
    );
  });
});

describe('readMetadata of random sources', () => {
  it('survives random bytes behind the signature of a format', () => {
    const marks = [
      '',
      '\xff\xd8\xff\xe1',
      '\x89PNG\r\n\x1a\n',
      'RIFF\0\0\0\0WEBP',
      'GIF89a',
      'II*\0',
      'MM\0*',
      '8BPS\0\x01',
    ];
    marks.push('\0\0\0\x10ftypheic\0\0\0\0', '\0\0\0\x0cJXL \r\n\x87\n');
    fc.assert(
      fc.property(fc.constantFrom(...marks), fc.uint8Array({ maxLength: 500 }), (mark, bytes) => {
        expectSane(read(Buffer.concat([Buffer.from(mark, 'latin1'), bytes])));
      }),
      { numRuns: runs(1000) },
    );
  });

  it('survives EXIF of any types, counts and offsets', () => {
    const entry = fc.tuple(
      fc.constantFrom(
        0x010e,
        0x0112,
        0x0132,
        0x4746,
        0x8769,
        0x8825,
        0x9003,
        0x9286,
        0x9c9e,
        0xa432,
        1,
        2,
        3,
        4,
        6,
        7,
        29,
      ),
      fc.nat(15),
      fc.oneof(fc.nat(20), fc.nat(0xffffffff)),
      fc.oneof(fc.nat(300), fc.nat(0xffffffff)),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.uint8Array({ maxLength: 300 }), (entries, rest) => {
        const head = Buffer.alloc(10 + 12 * entries.length);
        head.write('II*\0\x08\0\0\0', 'latin1');
        head.writeUInt16LE(entries.length, 8);
        for (const [i, [tag, type, count, value]] of entries.entries()) {
          head.writeUInt16LE(tag, 10 + 12 * i);
          head.writeUInt16LE(type, 12 + 12 * i);
          head.writeUInt32LE(count, 14 + 12 * i);
          head.writeUInt32LE(value, 18 + 12 * i);
        }
        expectSane(read(Buffer.concat([head, rest])));
      }),
      { numRuns: runs(1000) },
    );
  });

  it('survives any JSON sidecar', () => {
    const keys = [
      'photoTakenTime',
      'timestamp',
      'geoData',
      'geoDataExif',
      'latitude',
      'longitude',
      'altitude',
      'title',
    ];
    const key = fc.constantFrom(...keys, 'description', 'favorited', 'people', 'name', '__proto__', 'constructor');
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('1562256202', '0', '-1', '20190704_180322.jpg'),
        fc.array(tie('json'), { maxLength: 5 }),
        fc.dictionary(key, tie('json'), { maxKeys: 8, noNullPrototype: true }),
      ),
    }));
    const object = fc.dictionary(key, json, { maxKeys: 10, noNullPrototype: true });
    fc.assert(
      fc.property(object, (value) => {
        expectSane(read(makeJpeg(), { sidecars: [sidecar('json', JSON.stringify(value))] }));
      }),
      { numRuns: runs(500) },
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expectSane(read(makeJpeg(), { sidecars: [sidecar('json', bytes), sidecar('xmp', bytes)] }));
      }),
      { numRuns: runs(200) },
    );
  });

  it('survives any XML, embedded and as a sidecar', () => {
    const piece = fc.constantFrom(
      ...['<rdf:RDF', '</rdf:RDF>', '<rdf:Description', '</rdf:Description>', '<dc:title>', '</dc:title>', '<rdf:Alt>'],
      ...[
        '</rdf:Alt>',
        '<rdf:li xml:lang="x-default">',
        '<rdf:li>',
        '</rdf:li>',
        '<dc:subject><rdf:Bag>',
        '</rdf:Bag></dc:subject>',
      ],
      ...[
        '<exif:GPSLatitude>47,30N</exif:GPSLatitude>',
        ' exif:GPSLongitude="8,30E"',
        ' xmp:Rating="9"',
        '>',
        '/>',
        '<',
        '&amp;',
      ],
      ...[
        '&#0;',
        '&#xd800;',
        '&lol;',
        '"',
        "'",
        ' a=',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?x',
        '?>',
        '<!DOCTYPE',
        '\0',
        '\ud800',
      ],
      ...[
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"',
        ' xmlns:x="constructor"',
        '__proto__',
        '\u202e',
        'Zürich',
      ],
    );
    const xml = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 60 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(xml, fc.boolean(), (inside, isWrapped) => {
        const text = isWrapped ? makeXmp(inside) : inside;
        expectSane(read(makeJpeg(toXmpSegment(text)), { sidecars: [sidecar('xmp', text)] }));
      }),
      { numRuns: runs(1500) },
    );
  });

  it('survives any file name and modification time', () => {
    const piece = fc.constantFrom(
      '2019',
      '07',
      '04',
      '-',
      '_',
      '.',
      ' ',
      'IMG',
      'PXL_',
      '18',
      '03',
      '22',
      'PM',
      '/',
      '(1)',
      '\0',
    );
    const path = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(path, fc.double(), (name, mtimeMs) => {
        expectSane(read(makeJpeg(), { path: name, mtimeMs }));
      }),
      { numRuns: runs(1000) },
    );
  });
});
