// Vectors of parts of photos: a stage that catches up, what it changes about searches, and taking it back. By the embedded encoder.
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { LibraryDependencies } from '#src/library/core.js';
import { openLibraryWith } from '#src/library/open-library.js';
import { TOY_MODEL_FOLDER } from '../../support/encoder/models.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const NAMES = [
  '../at-home/five-spoons.jpg',
  '../birds/two-spoonbills.jpg',
  '../animals/bison-on-prairie.jpg',
  'wine-and-drum.jpg',
];

const IN_PROCESS: Partial<LibraryDependencies> = { createMedia: (options) => new InProcessMedia(options) };

function makePhotos(): string {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  for (const name of NAMES) copyFileSync(join(SAMPLES, name), join(folder, basename(name)));
  return folder;
}

it('regions catch up without embedding, lift photos with a near part, and are dropped', async () => {
  const folder = makePhotos();
  const path = join(folder, '../library');
  const library = await openLibraryWith({ path }, IN_PROCESS);
  await indexPaths(library, [folder], { stages: [] });
  const search = async (query: string) => (await library.search(query, { all: true })).results;
  const before = await search('a drum');
  expect(before.flatMap(({ evidence }) => evidence).filter(({ type }) => type === 'vector').length).toBe(before.length);

  expect(await indexPaths(library, [folder], { stages: ['regions'] })).toMatchObject({ indexed: 0, detected: 4 });
  expect(await indexPaths(library, [folder])).toMatchObject({ detected: 0, unchanged: 4 });
  const [best] = await search('a drum');
  expect(basename(best?.path ?? '')).toBe('wine-and-drum.jpg');
  expect(best?.evidence[0]).toMatchObject({ type: 'vector', region: 'cell', frame: { ordinal: 0 } });
  const [part, whole] = best?.evidence ?? [];
  expect(part?.relevance).toBeGreaterThan(whole?.relevance ?? 1);
  // Descriptions are answered by whole photos.
  const described = await search('a glass of wine in front of a big drum');
  expect(
    described.flatMap(({ evidence }) => evidence.filter((one) => 'region' in one && one.region === 'cell')),
  ).toEqual([]);

  const size = statSync(join(path, 'catalogue.db')).size;
  await indexPaths(library, [folder], { drop: ['regions'] });
  expect(statSync(join(path, 'catalogue.db')).size).toBeLessThan(size);
  expect(await search('a drum')).toEqual(before);
  await library.close();
});

it('a part of a photo as a query is compared with parts', async () => {
  const folder = makePhotos();
  const library = await openLibraryWith({ path: join(folder, '../library') }, IN_PROCESS);
  await indexPaths(library, [folder], { stages: ['regions'] });
  const { results } = await library.similar(
    { path: join(SAMPLES, '../at-home/five-spoons.jpg'), box: { x: 0.1, y: 0.1, width: 0.5, height: 0.5 } },
    { all: true },
  );
  expect(
    results.flatMap(({ evidence }) => evidence.filter((one) => 'region' in one && one.region === 'cell')).length,
  ).toBeGreaterThan(0);
  await library.close();
});

it('a model without vectors of regions says so, and the stages stay as they were', async () => {
  const folder = makePhotos();
  const library = await openLibraryWith({ path: join(folder, '../library'), model: TOY_MODEL_FOLDER }, IN_PROCESS);
  await expect(indexPaths(library, [folder], { stages: ['regions'] })).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringContaining('has no vectors of regions'),
  });
  await library.close();
});
