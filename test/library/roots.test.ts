import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkFiles } from '#src/library/care/check-files.js';
import type { Library } from '#src/library/types/library.js';
import { Catalogue } from '#src/store/catalogue.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const [holidays, work] = [join(home, 'holidays'), join(home, 'work')];
let n = 0;

beforeEach(async () => {
  await rm(holidays, { recursive: true, force: true });
  await rm(work, { recursive: true, force: true });
  await mkdir(join(holidays, 'rome'), { recursive: true });
  await mkdir(work);
  await writePicture(join(holidays, 'a.jpg'), 1);
  await writePicture(join(holidays, 'rome/b.jpg'), 2);
  await writeFile(join(holidays, 'torn.jpg'), 'no picture');
  await writePicture(join(work, 'c.jpg'), 3);
  // The same bytes as a.jpg.
  await writePicture(join(work, 'copy.jpg'), 1);
});

async function open(...paths: string[]): Promise<Library> {
  const library = await openFakeLibrary({ path: join(home, `library-${n++}`) });
  onTestFinished(() => library.close());
  if (paths.length > 0) await indexPaths(library, paths);
  return library;
}

describe('roots', () => {
  it('are none at first', async () => {
    expect(await (await open()).roots()).toEqual([]);
  });

  it('are listed with what is known below them and how they are read', async () => {
    const library = await open(work);
    await indexPaths(library, [holidays], { exclude: ['*.psd'], hidden: true });
    const [first, second] = await library.roots();
    expect(first).toEqual({
      path: holidays,
      files: 3,
      failed: 1,
      addedAtMs: expect.any(Number),
      isMissing: false,
      movedTo: null,
      exclude: ['*.psd'],
      hidden: true,
      followLinks: false,
      raw: 'all',
      kinds: ['photos', 'videos'],
    });
    expect(second).toMatchObject({ path: work, files: 2, failed: 0, exclude: [], hidden: false });
  });

  it('are missing when they cannot be reached or are empty', async () => {
    const library = await open(holidays, work);
    await rename(holidays, `${holidays}-away`);
    await rm(work, { recursive: true });
    await mkdir(work);
    expect((await library.roots()).map(({ isMissing }) => isMissing)).toEqual([true, true]);
    await rename(`${holidays}-away`, holidays);
    expect((await library.roots()).map(({ isMissing }) => isMissing)).toEqual([false, true]);
  });
});

it('have links that lead nowhere as failures, which is no change since', async () => {
  await symlink(join(home, 'nowhere'), join(holidays, 'broken.jpg'));
  const library = await open(holidays);
  expect(await library.roots()).toMatchObject([{ files: 4, failed: 2 }]);
  const catalogue = new Catalogue(library.path, { create: false });
  onTestFinished(() => catalogue.close());
  expect(await checkFiles({ catalogue }, {})).toMatchObject([{ examined: 4, wrong: 0 }]);
});

it('are not missing when they are there and never had photos', async () => {
  const empty = join(home, 'empty');
  await mkdir(empty);
  const library = await open(empty);
  expect(await library.roots()).toMatchObject([{ path: empty, files: 0, isMissing: false }]);
  await rm(empty, { recursive: true });
  expect(await library.roots()).toMatchObject([{ path: empty, isMissing: true }]);
});

describe('roots that are missing', () => {
  it('look moved where most of their photos are indexed elsewhere under the same names', async () => {
    const library = await open(holidays, work);
    const disk = join(home, `disk-${n++}`);
    await rename(holidays, disk);
    await indexPaths(library, [disk]);
    expect((await library.roots()).find(({ path }) => path === holidays)).toMatchObject({
      isMissing: true,
      movedTo: disk,
    });
    // Moved into a folder of another root, among other photos.
    await rename(work, join(disk, 'old work'));
    await indexPaths(library, [disk]);
    expect((await library.roots()).find(({ path }) => path === work)).toMatchObject({
      movedTo: join(disk, 'old work'),
    });
    expect(await library.removeRoot(holidays, { dryRun: true })).toEqual({ path: holidays, removed: 3, forgotten: 0 });
    expect((await library.roots()).map(({ path }) => path)).toContain(holidays);
    expect(await library.removeRoot(holidays)).toEqual({ path: holidays, removed: 3, forgotten: 0 });
    expect(await library.removeRoot(work)).toMatchObject({ forgotten: 0 });
    expect((await library.search('a photo', { all: true })).results).toHaveLength(3);
  });

  it('do not where only a few of them are, under other names, or the copies are gone, too', async () => {
    const library = await open(holidays);
    const copies = join(home, `copies-${n++}`);
    await mkdir(copies);
    await writePicture(join(copies, 'renamed.jpg'), 1);
    await indexPaths(library, [copies]);
    await rename(holidays, `${copies}-away`);
    const movedTo = async () => (await library.roots()).find(({ path }) => path === holidays)?.movedTo;
    expect(await movedTo()).toBeNull();
    await indexPaths(library, [`${copies}-away`]);
    expect(await movedTo()).toBe(`${copies}-away`);
    await rm(`${copies}-away`, { recursive: true });
    expect(await movedTo()).toBeNull();
  });

  it('are not shown as the path of a result that has another', async () => {
    const library = await open(holidays);
    const disk = join(home, `z-disk-${n++}`);
    await rename(holidays, disk);
    await indexPaths(library, [disk]);
    const { results } = await library.search('a photo', { all: true });
    expect(results.map(({ path }) => path).sort()).toEqual([join(disk, 'a.jpg'), join(disk, 'rome/b.jpg')]);
    expect(results[0]?.otherPaths).toHaveLength(1);
    expect((await library.photo(results[0]?.id as number)).path).toBe(results[0]?.path);
  });
});

describe('taking a root out', () => {
  it('is told by any spelling of its path', async () => {
    const link = join(home, `link-${n++}`);
    await symlink(holidays, link);
    for (const path of [link, `${holidays}/`, join(holidays, 'rome', '..'), relative(process.cwd(), holidays)]) {
      const library = await open(holidays);
      expect(await library.removeRoot(path, { dryRun: true })).toMatchObject({ path: holidays });
    }
  });

  it('forgets what lies below it, and touches no file', async () => {
    const library = await open(holidays, work);
    expect((await library.search('a photo', { all: true })).results).toHaveLength(3);
    expect(await library.removeRoot(holidays)).toEqual({ path: holidays, removed: 3, forgotten: 1 });
    expect((await library.roots()).map(({ path }) => path)).toEqual([work]);
    expect(await library.failures()).toEqual([]);
    const { results } = await library.search('a photo', { all: true });
    expect(results.map(({ path }) => path).sort()).toEqual([join(work, 'c.jpg'), join(work, 'copy.jpg')]);
    // Two photos again, both still on disk.
    expect(await indexPaths(library, [holidays])).toMatchObject({ indexed: 1, reused: 1 });
  });

  it('keeps what lies below another root: around it, or inside it', async () => {
    const library = await open(join(holidays, 'rome'));
    await indexPaths(library, [holidays]);
    expect((await library.roots()).map(({ path }) => path)).toEqual([holidays, join(holidays, 'rome')]);
    expect(await library.removeRoot(holidays)).toEqual({ path: holidays, removed: 2, forgotten: 1 });
    expect((await library.roots()).map(({ path, files }) => [path, files])).toEqual([[join(holidays, 'rome'), 1]]);
    await indexPaths(library, [holidays]);
    expect(await library.removeRoot(join(holidays, 'rome'))).toMatchObject({ removed: 0, forgotten: 0 });
    expect((await library.stats()).files).toBe(3);
  });

  it('does not take a folder whose name merely begins the same', async () => {
    const sister = `${work}-2`;
    await mkdir(sister, { recursive: true });
    await writePicture(join(sister, 'd.jpg'), 4);
    const library = await open(work, sister);
    expect(await library.removeRoot(`${work}/`)).toEqual({ path: work, removed: 2, forgotten: 2 });
    expect((await library.stats()).files).toBe(1);
  });

  it('throws root-not-found for what is none', async () => {
    const library = await open(holidays);
    for (const path of ['/nowhere', '', join(holidays, 'rome')])
      await expect(library.removeRoot(path)).rejects.toMatchObject({ code: 'root-not-found', kind: 'not-found' });
    expect((await library.stats()).files).toBe(3);
  });

  it('throws library-locked while an index run goes on', async () => {
    const library = await open(holidays);
    const other = await openFakeLibrary({ path: library.path });
    for await (const event of other.index([work])) {
      if (event.type === 'planned')
        await expect(library.removeRoot(holidays)).rejects.toMatchObject({ code: 'library-locked' });
    }
    await other.close();
    expect(await library.removeRoot(holidays)).toMatchObject({ removed: 3 });
  });
});

describe('failures', () => {
  it('are listed with their reasons, in the order of their paths', async () => {
    await writeFile(join(work, 'empty.jpg'), '');
    const library = await open(work, holidays);
    expect(await library.failures()).toEqual([
      { path: join(holidays, 'torn.jpg'), code: expect.any(String), message: expect.stringMatching(/\w/) },
      { path: join(work, 'empty.jpg'), code: 'empty-file', message: expect.stringMatching(/\w/) },
    ]);
  });
});
