// Stereo pairs and depth maps, from pictures in a folder to a search.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { makeXmp, toXmpSegment } from '../metadata/make-tiff.js';
import { addSegments, joinPictures, makeDirectory, makeGoogleXmp } from '../support/images/embedded-files.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const STEREO = 0x020002;
const LARGE_THUMBNAIL = 0x010001;

const APPLE = makeXmp(
  '<a:AuxiliaryImageType>disparity</a:AuxiliaryImageType>',
  'xmlns:a="http://ns.apple.com/pixeldatainfo/1.0/"',
);

const folder = makeTemporaryFolder();
let library: Library;

const paint = (background: string) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .jpeg()
    .toBuffer();

beforeAll(async () => {
  const [red, map] = [await paint('#dc1e1e'), await paint('#808080')];
  const extension = Buffer.concat([Buffer.from('http://ns.adobe.com/xmp/extension/\0'), map]);
  const files: Record<string, Buffer> = {
    'stereo.mpo': joinPictures(STEREO, red, await paint('#1edc1e')),
    'google.jpg': addSegments(
      red,
      toXmpSegment(makeGoogleXmp('', 'GDepth:Format="RangeInverse" GDepth:Mime="image/jpeg"')),
      [0xe1, extension],
    ),
    'container.jpg': Buffer.concat([
      addSegments(red, toXmpSegment(makeGoogleXmp(makeDirectory(['Depth', map.length])))),
      map,
    ]),
    'apple.jpg': joinPictures(0, red, addSegments(map, toXmpSegment(APPLE))),
    'thumbnail.mpo': joinPictures(LARGE_THUMBNAIL, await paint('#2838c8'), map),
    'plain.jpg': await paint('#f0dc28'),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  library = await openFakeLibrary({ path: makeTemporaryFolder() });
  const report = await indexPaths(library, [folder]);
  expect([report.indexed, report.failed]).toEqual([6, []]);
});
afterAll(() => library.close());

const find = async (query: string) => (await library.search(query)).results.map(({ path }) => basename(path)).sort();

it('stereo pairs and depth maps are found as such, and nothing else is', async () => {
  expect(await find('has:depth')).toEqual(['apple.jpg', 'container.jpg', 'google.jpg', 'stereo.mpo']);
  expect(await find('-has:depth')).toEqual(['plain.jpg', 'thumbnail.mpo']);
});

it('a stereo pair is one photo that shows its first picture, and says that it has depth', async () => {
  const { results } = await library.search('has:depth');
  const found = results.find(({ path }) => basename(path) === 'stereo.mpo');
  expect(found).toMatchObject({ kind: 'image', frames: 1, format: 'jpeg', metadata: { hasDepth: true } });
  const { dominant } = await sharp((await library.thumbnail(found?.id ?? 0, 64)).bytes).stats();
  expect(dominant.r).toBeGreaterThan(2 * dominant.g);
});
