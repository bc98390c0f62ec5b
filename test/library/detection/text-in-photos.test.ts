import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DEFAULT_DEPENDENCIES } from '#src/library/core.js';
import { detectWith } from '#src/library/detection/detect.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const PICTURES = fileURLToPath(new URL('../../fixtures/text/', import.meta.url));
const DETECTORS = { chooseDetectors: DEFAULT_DEPENDENCIES.chooseDetectors };

const PHOTO = fileURLToPath(new URL('../../../data/samples/animals/bison-on-prairie.jpg', import.meta.url));

/** A screen with lines of text, and a photo without any. */
function makePhotos(): string {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  copyFileSync(join(PICTURES, 'english-two-columns.png'), join(folder, 'screen.png'));
  copyFileSync(PHOTO, join(folder, 'bison.jpg'));
  return folder;
}

it('the text of photos is read by default, found with its lines, caught up with and dropped', async () => {
  const folder = makePhotos();
  const library = await openFakeLibrary({ path: join(folder, '../library') }, undefined, DETECTORS);
  expect(await indexPaths(library, [folder], { stages: [] })).toMatchObject({ indexed: 2, detected: 0 });
  expect((await library.search('has:text')).total).toBe(0);

  expect(await indexPaths(library, [folder], { stages: ['text'] })).toMatchObject({ indexed: 0, detected: 2 });
  expect(await indexPaths(library, [folder])).toMatchObject({ detected: 0, unchanged: 2 });
  const { results } = await library.search('payable invoice', { mode: 'text' });
  expect(results.map(({ path, matched }) => [path, matched])).toEqual([[join(folder, 'screen.png'), ['text']]]);
  const [evidence] = results[0]?.evidence ?? [];
  expect(evidence).toMatchObject({
    ...{ type: 'text', field: 'text', frame: { ordinal: 0 } },
    lines: [{ text: 'Invoice no. 2024-0317, payable within 30 days' }],
  });
  const [line] = (evidence?.type === 'text' && evidence.lines) || [];
  expect(line?.box.x).toBeCloseTo(0.53, 1);
  expect(line?.box.y).toBeCloseTo(0.32, 1);
  expect((await library.search('text:"wireless network"')).total).toBe(1);
  const regions = await library.regions(results[0]?.id as number);
  expect(regions.filter(({ kind }) => kind === 'text').length).toBeGreaterThan(10);

  await indexPaths(library, [folder], { drop: ['text'] });
  expect((await library.search('has:text')).total).toBe(0);
  expect(await library.regions(results[0]?.id as number)).toEqual([]);
  await library.close();
});

it('text is read without a library; a file that is no image has an error, and the rest goes on', async () => {
  const folder = makePhotos();
  const inputs = ['missing.jpg', 'screen.png', 'bison.jpg'].map((name) => ({ path: join(folder, name) }));
  const dependencies = { ...DEFAULT_DEPENDENCIES, createMedia: () => new InProcessMedia({ processes: 1 }) };
  const found: (string | number)[] = [];
  for await (const { frames, error } of detectWith(inputs, {}, dependencies))
    found.push(error?.code ?? frames.flatMap(({ regions }) => regions).length);
  expect(found).toEqual(['vanished', 16, 0]);
});
