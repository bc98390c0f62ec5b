import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelFolder } from '#src/encoder/models/model-folder.js';
import { PhotoseekError } from '#src/errors.js';
import { DEFAULT_RULES } from '#src/indexer/scan/rules.js';
import { Walk } from '#src/indexer/scan/walk.js';
import { readMetadata } from '#src/metadata/read-metadata.js';
import { makeJpeg, makeTiff } from '../metadata/make-tiff.js';
import { EMBEDDED_FOLDER, SMALL_MODEL_FILES } from '../support/encoder/model-files.js';
import {
  makeBox,
  makeDirectory,
  makeFilm,
  makeGoogleXmp,
  makeHeicBoxes,
  makeJpegWith,
  makeMultiPicture,
  makeSamsungTrailer,
} from '../support/images/embedded-files.js';
import { mutateBytes, mutateJson, mutateText } from '../support/images/mutate.js';
import { measureCpuMs, measureCpuMsOf } from '../support/processes/cpu-time.js';
import { listSeeds } from '../support/runner/fuzz-form.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

/** CPU time that damaged input may take at most. */
const MAX_CPU_MS = 2000;

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4" xmp:CreateDate="2019-07-04T18:03:22">
  <dc:subject><rdf:Bag><rdf:li>beach &amp; dog</rdf:li></rdf:Bag></dc:subject><dc:title><rdf:Alt><rdf:li xml:lang="x-default">A title</rdf:li></rdf:Alt></dc:title>
  </rdf:Description></rdf:RDF></x:xmpmeta>`;
const TAKEOUT = {
  title: 'a.jpg',
  description: 'By the sea',
  photoTakenTime: { timestamp: '1562263402', formatted: 'Jul 4, 2019' },
  geoData: { latitude: 48.1, longitude: 11.5, altitude: 500 },
  people: [{ name: 'Ada' }],
  favorited: true,
};

function timed<T>(work: () => T): T {
  let result: T | undefined;
  expect(
    measureCpuMs(() => {
      result = work();
    }),
  ).toBeLessThan(MAX_CPU_MS);
  return result as T;
}

const exif = () =>
  makeTiff({
    image: { 271: { ascii: 'Canon' }, 272: { ascii: 'EOS 5D' }, 274: { short: [6] } },
    exif: { 36867: { ascii: '2019:07:04 18:03:22' }, 33434: { rational: [[1, 60]] } },
    gps: {
      1: { ascii: 'N' },
      2: {
        rational: [
          [48, 1],
          [8, 1],
          [0, 1],
        ],
      },
      3: { ascii: 'E' },
      4: {
        rational: [
          [11, 1],
          [30, 1],
          [0, 1],
        ],
      },
    },
  });

describe('metadata that is damaged or hostile', () => {
  const jpeg = (block: Uint8Array, mark: string) =>
    makeJpeg([0xe1, Buffer.concat([Buffer.from(mark, 'latin1'), block])]);
  const read = (bytes: Uint8Array, sidecars: Parameters<typeof readMetadata>[0]['sidecars'] = []) =>
    timed(() => readMetadata({ bytes, path: '/photos/a.jpg', mtimeMs: 0, sidecars }));

  it('finds films, depth and projections within the file, or none', () => {
    const film = makeFilm({ identifier: 'A-B' });
    const xmp = makeGoogleXmp(
      makeDirectory(['GainMap', 30], ['MotionPhoto', film.length], ['Depth', 9]),
      'GCamera:MotionPhoto="1" GPano:ProjectionType="equirectangular" GPano:FullPanoWidthPixels="400" GPano:FullPanoHeightPixels="200"',
    );
    const files = [
      makeJpegWith(xmp, Buffer.alloc(30), film, Buffer.alloc(9)),
      Buffer.concat([makeJpeg(), makeSamsungTrailer(film)]),
      Buffer.concat([makeHeicBoxes('urn:mpeg:hevc:2015:auxid:2'), makeBox('mpvd', film)]),
      makeMultiPicture(0x020002, XMP),
    ];
    for (const seed of listSeeds(200, 20_000))
      for (const file of files) {
        const bytes = mutateBytes(file, seed);
        const { motion, panorama } = read(bytes);
        if (motion !== undefined) {
          expect(motion.offset).toBeGreaterThan(0);
          expect(motion.offset + motion.length).toBeLessThanOrEqual(bytes.length);
        }
        if (panorama?.area) expect(panorama.area.left + panorama.area.width).toBeLessThanOrEqual(1 + 1e-9);
      }
  }, 600_000);

  it('gives metadata or none, never an exception: EXIF, XMP, sidecars of both kinds', () => {
    for (const seed of listSeeds(400, 40_000)) {
      const results = [
        read(jpeg(mutateBytes(exif(), seed), 'Exif\0\0')),
        read(mutateBytes(jpeg(exif(), 'Exif\0\0'), seed)),
        read(jpeg(mutateBytes(Buffer.from(XMP), seed), 'http://ns.adobe.com/xap/1.0/\0')),
        read(new Uint8Array(), [{ kind: 'xmp', name: 'a.xmp', bytes: Buffer.from(mutateText(XMP, seed)), mtimeMs: 0 }]),
        read(new Uint8Array(), [
          {
            kind: 'json',
            name: 'a.jpg.json',
            bytes: Buffer.from(JSON.stringify(mutateJson(TAKEOUT, seed))),
            mtimeMs: 0,
          },
        ]),
        read(new Uint8Array(), [
          {
            kind: 'json',
            name: 'a.jpg.json',
            bytes: mutateBytes(Buffer.from(JSON.stringify(TAKEOUT)), seed),
            mtimeMs: 0,
          },
        ]),
      ];
      for (const metadata of results) {
        // Values for the catalogue are plain, finite and short.
        const text = JSON.stringify(metadata);
        expect(text.length).toBeLessThan(200_000);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(metadata)));
        const { gps } = metadata as { gps?: { latitude: number; longitude: number } | null };
        if (gps != null) {
          expect(Math.abs(gps.latitude)).toBeLessThanOrEqual(90);
          expect(Math.abs(gps.longitude)).toBeLessThanOrEqual(180);
        }
      }
    }
  }, 600_000);
});

describe('ignore files of any content', () => {
  const home = makeTemporaryFolder();

  it('hide what they say or nothing, soon, and lead nowhere else', async () => {
    const patterns = [
      '*.tmp',
      '!keep.jpg',
      'a/**/b',
      '/below/',
      '[a-z]*.jpg',
      '../../etc',
      '**',
      '# note',
      '\\#x',
      'x'.repeat(300),
    ];
    for (const seed of [...listSeeds(40, 3000)]) {
      const root = join(home, String(seed));
      mkdirSync(join(root, 'below'), { recursive: true });
      for (const name of ['a.jpg', 'keep.jpg', 'below/b.jpg', `${'a'.repeat(200)}.jpg`])
        writeFileSync(join(root, name), 'x');
      const text = mutateText(patterns.join('\n'), seed);
      writeFileSync(join(root, '.photoseekignore'), seed % 2 === 0 ? text : mutateBytes(Buffer.from(text), seed));
      const cpuMs = await measureCpuMsOf(async () => {
        const rules = { ...DEFAULT_RULES, exclude: [mutateText('*.psd', seed)] };
        for await (const finding of new Walk(root, rules).run(root))
          if (finding.type === 'file') expect(finding.file.path.startsWith(root)).toBe(true);
      });
      expect(cpuMs).toBeLessThan(MAX_CPU_MS);
    }
  }, 600_000);

  it('of many wildcards are matched soon', async () => {
    const root = join(home, 'wild');
    mkdirSync(root);
    writeFileSync(join(root, `${'a'.repeat(220)}.jpg`), 'x');
    writeFileSync(
      join(root, '.photoseekignore'),
      [`${'a*'.repeat(30)}b`, `${'**/'.repeat(30)}x`, `${'[a-z]*'.repeat(20)}!`].join('\n'),
    );
    const cpuMs = await measureCpuMsOf(async () => {
      for await (const _ of new Walk(root, DEFAULT_RULES).run(root));
    });
    expect(cpuMs).toBeLessThan(MAX_CPU_MS);
  });
});

describe('model folders of any content', () => {
  const home = makeTemporaryFolder();

  it('are described, or refused with a reason', async () => {
    for (const seed of listSeeds(60, 4000)) {
      const folder = join(home, String(seed));
      mkdirSync(join(folder, 'onnx'), { recursive: true });
      for (const [name, text] of Object.entries(SMALL_MODEL_FILES)) {
        const mutated = seed % 3 === 0 ? mutateText(text, seed) : JSON.stringify(mutateJson(JSON.parse(text), seed));
        writeFileSync(join(folder, name), mutated);
      }
      for (const name of ['text', 'vision']) writeFileSync(join(folder, `onnx/${name}_model.onnx`), 'no weights');
      try {
        const model = await readModelFolder(folder);
        expect(Number.isSafeInteger(model.dim) && model.dim > 0).toBe(true);
        expect(Number.isSafeInteger(model.image.size) && model.image.size > 0).toBe(true);
        for (const numbers of [model.normalization.mean, model.normalization.std])
          for (const n of numbers) expect(Number.isFinite(n)).toBe(true);
        expect(model.texts[0].file.startsWith(folder) && model.files.vision?.startsWith(folder)).toBe(true);
      } catch (error) {
        if (!(error instanceof PhotoseekError)) throw error;
        expect(error.code).toMatch(/^model-(invalid|not-found)$/);
      }
    }
    expect(EMBEDDED_FOLDER).toContain('photoseek-mini');
  }, 600_000);
});
