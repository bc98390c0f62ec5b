import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { makeTiff, makeTiffPages, type TiffImage } from '../support/images/tiff.js';
import { openRaw } from '../support/libraries/catalogues.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

function grey(level: number): TiffImage {
  return { width: 40, height: 60, bits: [8], photometric: 1, strips: [Buffer.alloc(40 * 60, level)] };
}

it('finds the pages of TIFFs that were stored as one image, once, and embeds no other again', async () => {
  const [path, photos] = [makeTemporaryFolder(), makeTemporaryFolder()];
  writeFileSync(join(photos, 'fax.tif'), makeTiffPages([grey(50), grey(100), grey(150)]));
  writeFileSync(join(photos, 'scan.tif'), makeTiff(grey(200)));
  const { dependencies, calls } = fakeDependencies();
  const run = async () => {
    const library = await openFakeLibrary({ path }, undefined, dependencies);
    const before = calls.images;
    await indexPaths(library, [photos]);
    await library.close();
    return calls.images - before;
  };
  expect(await run()).toBe(4);
  // As the version before stored them.
  const db = openRaw(path);
  const pages = () => db.prepare('SELECT count(*) AS n FROM frame').get();
  const makeOld = () =>
    db.exec(`DELETE FROM frame WHERE ordinal > 0; UPDATE frame SET kind = 'image', page = NULL;
      DELETE FROM setting WHERE key = 'tiffPages'`);
  makeOld();
  expect(await run()).toBe(3);
  expect(pages()).toEqual({ n: 4 });
  expect(await run()).toBe(0);

  // A file that is gone says nothing about the others.
  makeOld();
  rmSync(join(photos, 'scan.tif'));
  expect(await run()).toBe(3);
  expect(pages()).toEqual({ n: 3 });
});
