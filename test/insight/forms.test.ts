// Documents that differ in a few fields alone, read by the detector of text that ships.
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { makeForms } from '../../bench/support/pages.mjs';
import { indexPaths } from '../support/libraries/index-events.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

it('filled forms and receipts of one layout are no duplicates of each other, and are of their smaller copies', async () => {
  const home = makeTemporaryFolder();
  const folder = join(home, 'forms');
  for (const file of await makeForms(folder, 2, 3))
    await sharp(file).resize(240).jpeg({ quality: 80 }).toFile(file.replace('.png', '-small.jpg'));
  const { createMedia } = IN_PROCESS;
  const library = await openSampleLibrary(home, {}, { ...(createMedia && { createMedia }) });
  await indexPaths(library, [folder], { stages: ['text'] });
  const groups = await library.within(folder).duplicates();
  await library.close();

  const names = groups.map(({ members }) => members.map(({ path }) => basename(path)).sort());
  expect(names.sort()).toEqual(
    ['permit-0', 'permit-1', 'till-0', 'till-1'].map((name) => [`${name}-small.jpg`, `${name}.png`]),
  );
}, 300_000);
