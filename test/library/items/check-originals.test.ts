import { existsSync } from 'node:fs';
import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkOriginals, putOrphansAside } from '#src/library/items/check-originals.js';
import { Catalogue } from '#src/store/catalogue.js';
import { makePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** A library with one picture that was put, and its catalogue. */
async function open() {
  const library = await openFakeLibrary({ path: join(makeTemporaryFolder(), 'library') });
  const { id } = await library.put('a', { image: { bytes: new Uint8Array(await makePicture(1)) } });
  const catalogue = new Catalogue(library.path, { create: false });
  onTestFinished(async () => {
    catalogue.close();
    await library.close();
  });
  return { library, core: { catalogue, path: library.path }, original: (await library.original(id)).path };
}

describe('a picture that belongs to no external id', () => {
  it('is no photo, and is put aside by repair once no put can be under way', async () => {
    const { library, core, original } = await open();
    const left = join(dirname(original), 'b-0123456789abcdef.jpg');
    await writeFile(left, await makePicture(2));
    await indexPaths(library, [makeTemporaryFolder()]);
    expect(await library.stats()).toMatchObject({ photos: 1, files: 1 });
    expect(await checkOriginals(core)).toMatchObject([{ check: 'managed-originals', state: 'ok', wrong: 0 }]);
    await utimes(left, new Date(0), new Date(0));
    expect(await checkOriginals(core)).toMatchObject([{ state: 'derived', examined: 1, wrong: 1 }]);
    expect(await putOrphansAside(core)).toEqual([expect.stringMatching(/^1 pictures that belong to no external id/)]);
    expect(existsSync(left)).toBe(false);
    expect(await readdir(join(library.path, 'orphaned-originals'))).toEqual(['b-0123456789abcdef.jpg']);
    expect(await checkOriginals(core)).toMatchObject([{ state: 'ok', wrong: 0 }]);
    expect(existsSync(original)).toBe(true);
  });
});

describe('a managed original that is missing', () => {
  it('is lost, and mended by putting it again', async () => {
    const { library, core, original } = await open();
    await rm(original);
    expect(await checkOriginals(core)).toMatchObject([{ state: 'lost', examined: 1, wrong: 1 }]);
    await library.put('a', { image: { bytes: new Uint8Array(await makePicture(1)) } });
    expect(await checkOriginals(core)).toMatchObject([{ state: 'ok', wrong: 0 }]);
    // Its file is another one, of the same bytes.
    await utimes(original, new Date(1000), new Date(1000));
    expect((await library.original((await library.photo({ externalId: 'a' })).id)).path).toBe(original);
  });
});

describe('a library without pictures that were put', () => {
  it('has nothing to check', async () => {
    const library = await openFakeLibrary({ path: join(makeTemporaryFolder(), 'library') });
    onTestFinished(() => library.close());
    const catalogue = new Catalogue(library.path, { create: false });
    expect(await checkOriginals({ catalogue })).toEqual([]);
    catalogue.close();
  });
});
