import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

async function paint(file: string, background: { r: number; g: number; b: number }): Promise<void> {
  await sharp({ create: { width: 64, height: 48, channels: 3, background } }).toFile(file);
}

it('makes a library with other parts than the ones that ship: a fake encoder loads no model', async () => {
  const photos = join(home, 'photos');
  await mkdir(photos);
  await paint(join(photos, 'a.png'), { r: 220, g: 30, b: 30 });
  await paint(join(photos, 'b.png'), { r: 40, g: 60, b: 200 });
  const { dependencies, calls } = fakeDependencies({ dim: 24 });
  const library = await openLibraryWith({ path: join(home, 'library') }, dependencies);
  expect(await indexPaths(library, [photos])).toMatchObject({ indexed: 2, failed: [] });
  expect(calls.images).toBe(2);
  const { results } = await library.search('red', { mode: 'vector', all: true });
  expect(results.map(({ path }) => path)).toEqual([join(photos, 'a.png'), join(photos, 'b.png')]);
  expect(results[0]?.cosine).toBeGreaterThan(0.95);
  expect(calls.texts).toContain('red');
  expect(await library.stats()).toMatchObject({ photos: 2, model: { dim: 24 } });
  await library.close();
});
