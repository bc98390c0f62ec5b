// Stills and films that belong together, in runs of a library that decodes no films.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addRelated } from '#src/indexer/scan/related-files.js';
import type { Library } from '#src/library/types/library.js';
import { makeFilm } from '../support/images/embedded-files.js';
import { oneAtATime } from '../support/images/in-process-media.js';
import { writeStill } from '../support/images/live-photos.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const ID = 'A1B2C3D4-0000-4000-8000-ABCDEF012345';
const OTHER_ID = 'FFFFFFFF-0000-4000-8000-ABCDEF012345';
let library: Library;
let seed = 1;

beforeAll(async () => {
  vi.stubEnv('PATH', join(home, 'nothing-here'));
  vi.stubEnv('PHOTOSEEK_FFMPEG', '');
  library = await openFakeLibrary({ path: join(home, 'library') }, undefined, { createMedia: oneAtATime });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await library.close();
});

const still = (path: string, identifier?: string) => writeStill(path, seed++, identifier);
const film = (path: string, options: Parameters<typeof makeFilm>[0] = {}) =>
  // Each has its own bytes: files of the same bytes are one photo.
  writeFile(path, makeFilm({ mediaBytes: 300 + seed++, trackMs: options.durationMs ?? 2500, ...options }));

async function makeFolder(name: string): Promise<{ folder: string; at: (file: string) => string }> {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  return { folder, at: (file) => join(folder, file) };
}

/** The entries of a folder, and the film of each that has one. */
async function listEntries(folder: string): Promise<Record<string, string | null>> {
  const { results } = await library.search(`in:"${folder}"`, { limit: 100 });
  return Object.fromEntries(
    results
      .map(({ path, motion }): [string, string | null] => [basename(path), motion?.file ?? null])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const run = (folder: string) => indexPaths(library, [folder]);

describe('a still and a film of one folder', () => {
  it('are one entry where they share an identifier, else where they share a name and the film is short', async () => {
    const { folder, at } = await makeFolder('pairs');
    await still(at('IMG_1.JPG'), ID);
    await film(at('renamed.MOV'), { brand: 'qt  ', identifier: ID, durationMs: 5000 });
    await still(at('IMG_2.jpg'), OTHER_ID);
    await film(at('IMG_2.mov'), { durationMs: 2900 });
    // Google Takeout, of Pixel phones.
    await still(at('PXL_3.MP.jpg'));
    await film(at('PXL_3.MP'));
    const report = await run(folder);
    expect(report).toMatchObject({ indexed: 3, failed: [], notices: [] });
    const pairs = { 'IMG_1.JPG': 'renamed.MOV', 'IMG_2.jpg': 'IMG_2.mov', 'PXL_3.MP.jpg': 'PXL_3.MP' };
    expect(await listEntries(folder)).toEqual(pairs);
    expect((await library.search(`is:live in:"${folder}"`)).total).toBe(3);
    expect(await run(folder)).toMatchObject({ unchanged: 3, indexed: 0, refreshed: 0, removed: 0 });
  });

  it('are two where something speaks against it', async () => {
    const { folder, at } = await makeFolder('no-pairs');
    await still(at('IMG_1.jpg'), ID);
    await film(at('IMG_1.mov'), { identifier: OTHER_ID });
    await still(at('IMG_2.jpg'));
    await film(at('IMG_2.mov'), { durationMs: 4100 });
    // Its header as a whole says two seconds, and its track a minute.
    await still(at('IMG_3.jpg'));
    await film(at('IMG_3.mov'), { durationMs: 2000, trackMs: 60_000 });
    await still(at('IMG_4.jpg'));
    await mkdir(at('deeper'));
    await film(at('deeper/IMG_4.mov'));
    expect(await run(folder)).toMatchObject({ failed: [] });
    const files = [1, 2, 3, 4].flatMap((n) => [`IMG_${n}.jpg`, `IMG_${n}.mov`]);
    expect(await listEntries(folder)).toEqual(Object.fromEntries(files.map((name) => [name, null])));
    expect(await run(folder)).toMatchObject({ unchanged: 8, indexed: 0, refreshed: 0 });
  });

  it('are two once it is known that the still cannot be read', async () => {
    const { folder, at } = await makeFolder('torn');
    await writeFile(at('IMG_1.jpg'), 'This is no picture.');
    await film(at('IMG_1.mov'));
    await run(folder);
    expect(await run(folder)).toMatchObject({ indexed: 1, failed: [{ path: at('IMG_1.jpg') }] });
    expect(await listEntries(folder)).toEqual({ 'IMG_1.mov': null });
    expect(await run(folder)).toMatchObject({ indexed: 0, removed: 0 });
  });

  it('are two where only films are taken', async () => {
    const { folder, at } = await makeFolder('films');
    await still(at('IMG_1.jpg'));
    await film(at('IMG_1.mov'));
    await indexPaths(library, [folder], { kinds: ['videos'] });
    expect(await listEntries(folder)).toEqual({ 'IMG_1.mov': null });
  });

  it('become one and two as files come and go', async () => {
    const { folder, at } = await makeFolder('changing');
    await film(at('a.mov'), { identifier: ID });
    await still(at('b.jpg'));
    await run(folder);
    expect(await listEntries(folder)).toEqual({ 'a.mov': null, 'b.jpg': null });
    await still(at('c.jpg'), ID);
    expect(await run(folder)).toMatchObject({ indexed: 1, removed: 1, unchanged: 1 });
    expect(await listEntries(folder)).toEqual({ 'b.jpg': null, 'c.jpg': 'a.mov' });
    await rename(at('c.jpg'), join(home, 'c.jpg'));
    expect(await run(folder)).toMatchObject({ indexed: 1, removed: 1, unchanged: 1 });
    expect(await listEntries(folder)).toEqual({ 'a.mov': null, 'b.jpg': null });
    await film(at('b.mov'));
    await run(folder);
    expect(await listEntries(folder)).toEqual({ 'a.mov': null, 'b.jpg': 'b.mov' });
    await rm(at('b.mov'));
    expect(await run(folder)).toMatchObject({ refreshed: 1, removed: 0 });
    expect(await listEntries(folder)).toEqual({ 'a.mov': null, 'b.jpg': null });
    expect((await library.search(`is:live in:"${folder}"`)).total).toBe(0);
  });
});

describe('the film of a live photo', () => {
  it('is that file, for as long as it is the same', async () => {
    const { folder, at } = await makeFolder('film');
    await still(at('IMG_1.jpg'));
    await film(at('IMG_1.mov'), { brand: 'qt  ', durationMs: 1500 });
    await run(folder);
    const [{ id = 0, motion = {} } = {}] = (await library.search(`in:"${folder}"`)).results;
    expect(motion).toMatchObject({ file: 'IMG_1.mov', mediaType: 'video/quicktime', durationMs: 1500 });
    const { path, offset, length } = await library.motion(id);
    expect([path, offset, length]).toEqual([at('IMG_1.mov'), 0, (await readFile(at('IMG_1.mov'))).length]);
    expect(await library.sidecars(id)).toEqual([path]);
    await writeFile(path, 'Something else.');
    await expect(library.motion(id)).rejects.toMatchObject({ code: 'original-missing' });
  });
});

describe('a watched folder', () => {
  it('has the other file of a pair looked at, too', async () => {
    const { at } = await makeFolder('watched');
    await still(at('1.jpg'), ID);
    await film(at('2.mov'), { identifier: ID });
    await film(at('3.mov'));
    const related = async (name: string) => (await addRelated([at(name)])).map((path) => basename(path)).sort();
    expect(await related('1.jpg')).toEqual(['1.jpg', '2.mov']);
    expect(await related('2.mov')).toEqual(['1.jpg', '2.mov']);
    expect(await related('3.mov')).toEqual(['3.mov']);
    // Its film had another name: one with an identifier.
    await rm(at('1.jpg'));
    expect(await related('1.jpg')).toEqual(['1.jpg', '2.mov']);
    expect(await related('3.jpg')).toContain('3.mov');
    // The still of a film that is gone is found by a scan of the folder.
    await still(at('4.jpg'), ID);
    expect(await related('5.mov')).toEqual(['5.mov', 'watched']);
  });

  it('takes single files up as its folder would', async () => {
    const { folder, at } = await makeFolder('single');
    await still(at('1.jpg'));
    await run(folder);
    await film(at('1.mov'));
    // As the watcher does.
    await indexPaths(library, await addRelated([at('1.mov')]));
    expect(await listEntries(folder)).toEqual({ '1.jpg': '1.mov' });
  });
});
