// Screenshots and pages by evidence, in a library whose text was read before.
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { fillRegions } from '../support/libraries/fill-regions.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = makeTemporaryFolder();
const LINE = 'Invoice no. 2024-0317';

/** By file: its size, lines and height of a line as a share; `camera`: a photo that states one. */
const PICTURES = {
  'dialog.png': { size: [420, 300], lines: 4, height: 0.02 },
  'phone.jpg': { size: [750, 1334], lines: 4, height: 0.02 },
  'sign.jpg': { size: [421, 300], lines: 1, height: 0.04 },
  'letter.jpg': { size: [422, 600], lines: 9, height: 0.02 },
  'camera.png': { size: [423, 600], lines: 9, height: 0.02, camera: true },
  'icon.png': { size: [64, 64], lines: 0, height: 0 },
  'unsure.png': { size: [424, 300], lines: 6, height: 0.02, score: 0.6 },
};

let library: Library;
beforeAll(async () => {
  for (const [name, { size, ...rest }] of Object.entries(PICTURES)) {
    const [width, height] = size as [number, number];
    const picture = sharp({ create: { width, height, channels: 3, background: '#eee' } });
    await ('camera' in rest ? picture.withExif({ IFD0: { Make: 'Canon', Model: 'EOS 5D' } }) : picture).toFile(
      join(photos, name),
    );
  }
  const path = join(home, 'library');
  const { dependencies } = fakeDependencies();
  const first = await openLibraryWith({ path }, dependencies);
  await indexPaths(first, [photos]);
  await first.close();
  fillRegions(
    path,
    Object.entries(PICTURES).flatMap(([name, { lines, height, ...rest }]) =>
      Array.from({ length: lines }, () => ({
        ...{ path: join(photos, name), kind: 'text' as const, label: LINE, score: 'score' in rest ? rest.score : 0.95 },
        box: { x: 0.1, y: 0.1, width: 0.4, height },
      })),
    ),
  );
  library = await openLibraryWith({ path }, dependencies);
});
afterAll(() => library.close());

const find = async (query: string) => {
  const { results } = await library.search(query, { limit: 50 });
  return results.map(({ path }) => path.slice(photos.length + 1)).sort();
};

it('screenshots have lines of text, no camera, and the format or size of screens', async () => {
  expect(await find('is:screenshot')).toEqual(['dialog.png', 'phone.jpg']);
});

it('pages are covered with text, whatever took them, and are no screenshots', async () => {
  expect(await find('is:paper')).toEqual(['camera.png', 'letter.jpg']);
  expect(await find('is:scan -ext:png')).toEqual(['letter.jpg']);
});

it('both can be negated and joined with others', async () => {
  expect(await find('-is:screenshot -is:paper')).toEqual(['icon.png', 'sign.jpg', 'unsure.png']);
  expect(await find('is:screenshot is:portrait')).toEqual(['phone.jpg']);
});
