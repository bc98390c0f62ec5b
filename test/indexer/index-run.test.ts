import { execFileSync } from 'node:child_process';
import { copyFile, cp, link, mkdir, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexEvent } from '#src/indexer/progress/events.js';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import type { Photo } from '#src/search/types/photo.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { makePicture, writePicture } from '../support/images/random-images.js';
import { collectEvents, indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

// One library for all; every test has a folder and pictures of its own.
let library: Library;
beforeAll(async () => {
  library = await openFakeLibrary({ path: join(home, 'library') });
});
afterAll(() => library.close());

let nextSeed = 1;

/** A folder with pictures that are nowhere else. */
async function makeFolder(name: string, files: readonly string[] = []): Promise<string> {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  for (const file of files) await addPicture(join(folder, file));
  return folder;
}

async function addPicture(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writePicture(path, nextSeed++);
}

/** The library's photos with a file below a folder. */
async function listPhotos(folder: string): Promise<Photo[]> {
  const { results } = await library.search('a picture', { limit: 1000, all: true });
  return results.filter(({ path, otherPaths }) => [path, ...otherPaths].some((file) => file.startsWith(folder)));
}

async function findPhoto(path: string): Promise<Photo | undefined> {
  return (await listPhotos(path)).find((photo) => [photo.path, ...photo.otherPaths].includes(path));
}

const done = {
  indexed: 0,
  reused: 0,
  refreshed: 0,
  detected: 0,
  unchanged: 0,
  removed: 0,
  failed: [],
  skipped: 0,
  missingRoots: [],
  notices: [],
  unembedded: 0,
};

describe('a first run', () => {
  it('encodes every distinct picture, reuses copies and passes over other files', async () => {
    const folder = await makeFolder('first', ['a.jpg', 'b.png', 'deep/er/c.webp']);
    await copyFile(join(folder, 'a.jpg'), join(folder, 'deep/a again.jpg'));
    await writeFile(join(folder, 'notes.txt'), 'Not a photo.');
    expect(await indexPaths(library, [folder])).toEqual({
      ...done,
      indexed: 3,
      reused: 1,
      skipped: 1,
      tookMs: expect.any(Number),
    });
    expect(await listPhotos(folder)).toHaveLength(3);
  });

  it('of an empty folder finds nothing and ends well', async () => {
    expect(await indexPaths(library, [await makeFolder('empty')])).toMatchObject(done);
  });

  it('of a single file takes that file', async () => {
    const folder = await makeFolder('single', ['a.jpg', 'b.jpg']);
    expect(await indexPaths(library, [join(folder, 'a.jpg')])).toMatchObject({ ...done, indexed: 1 });
    expect(await findPhoto(join(folder, 'b.jpg'))).toBeUndefined();
  });

  it('counts a file once, however often its folder was named', async () => {
    const folder = await makeFolder('overlap', ['a.jpg', 'sub/b.jpg']);
    const elsewhere = join(home, 'overlap-link');
    await symlink(folder, elsewhere);
    const names = [
      folder,
      `${folder}/`,
      join(folder, 'sub'),
      join(folder, 'sub/b.jpg'),
      elsewhere,
      join(folder, 'sub/..'),
    ];
    expect(await indexPaths(library, names)).toMatchObject({ ...done, indexed: 2 });
    const { roots } = await library.stats();
    expect(roots.filter((root) => root.includes('overlap'))).toEqual([folder]);
  });

  it('keeps a folder apart from one whose name begins the same', async () => {
    const folder = await makeFolder('alike', ['a.jpg']);
    const other = await makeFolder('alike-too', ['b.jpg']);
    await indexPaths(library, [folder, other]);
    await rm(join(folder, 'a.jpg'));
    await addPicture(join(folder, 'c.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1, removed: 1 });
    expect(await findPhoto(join(other, 'b.jpg'))).toBeDefined();
  });

  it('says of a path that is not there: path-not-found, and goes on with the others', async () => {
    const folder = await makeFolder('one-good', ['a.jpg']);
    const report = await indexPaths(library, [join(home, 'nowhere'), folder]);
    expect(report).toMatchObject({ indexed: 1, failed: [{ path: join(home, 'nowhere'), code: 'path-not-found' }] });
  });

  it('of no paths at all throws no-paths', async () => {
    await expect(indexPaths(library, [])).rejects.toMatchObject({ code: 'no-paths', kind: 'usage' });
  });

  it('encodes many copies of one file once', async () => {
    const folder = await makeFolder('copies', ['00.jpg', 'z1.jpg', 'z2.jpg']);
    for (let i = 1; i < 40; i++)
      await copyFile(join(folder, '00.jpg'), join(folder, `${String(i).padStart(2, '0')}.jpg`));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 3, reused: 39 });
    expect((await findPhoto(join(folder, '17.jpg')))?.otherPaths).toHaveLength(39);
  });

  it('takes hard links for copies', async () => {
    const folder = await makeFolder('hard', ['a.jpg']);
    await link(join(folder, 'a.jpg'), join(folder, 'b.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1, reused: 1 });
  });
});

describe('what is found', () => {
  it('takes names of any kind', async () => {
    const names = [
      'with space.jpg',
      'Grüße.jpg',
      'Gru\u0308ße.jpg',
      '海.jpg',
      '🐕‍🦺.jpg',
      'line\nbreak.jpg',
      'tab\tand\u001b[31mred.jpg',
      '-n.jpg',
      'quo\'te".jpg',
      'percent%41.jpg',
      '*?.jpg',
      `${'long'.repeat(60)}.jpg`,
    ];
    const folder = await makeFolder('names', names);
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: names.length });
    expect((await listPhotos(folder)).map(({ path }) => basename(path)).sort()).toEqual([...names].sort());
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: names.length });
  });

  it.skipIf(process.platform !== 'linux')(
    'takes names that are no valid UTF-8, and finds the files again',
    async () => {
      const folder = await makeFolder('bytes');
      const name = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]);
      await writeFile(name, await makePicture(nextSeed++));
      expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1 });
      const [photo] = (await listPhotos(folder)) as [Photo];
      expect((await library.thumbnail(photo.id)).bytes.length).toBeGreaterThan(0);
      expect((await library.original(photo.id)).path).toBe(photo.path);
      expect((await library.similar({ path: photo.path })).results.map(({ id }) => id)).not.toContain(photo.id);
      expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 1 });
      await rm(name);
      await addPicture(join(folder, 'other.jpg'));
      expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1, removed: 1 });
    },
  );

  it('passes over hidden files, shadows of other systems and folders that hold no photos', async () => {
    const folder = await makeFolder('hidden', [
      'a.jpg',
      '.b.jpg',
      '._a.jpg',
      '.thumbs/c.jpg',
      'node_modules/logo/d.jpg',
      '@eaDir/e.jpg',
      'sub/.git/f.jpg',
      'sub/@eaDir/g.jpg',
      '$RECYCLE.BIN/h.jpg',
    ]);
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1 });
  });

  it('looks into a hidden folder that was named', async () => {
    const folder = await makeFolder('.named', ['a.jpg', '.still-hidden.jpg']);
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1 });
  });

  it('finds a picture by its content, whatever its name', async () => {
    const folder = await makeFolder('foreign', ['IMG_0001.dat', 'no ending', 'photo.txt', 'wrong.png']);
    await writePicture(join(folder, 'wrong.png'), nextSeed++, { format: 'jpeg' });
    for (const name of ['text.md', 'archive.zip', 'empty.log'])
      await writeFile(join(folder, name), name.slice(0, name.length % 7));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 4, skipped: 3 });
    expect((await findPhoto(join(folder, 'wrong.png')))?.format).toBe('jpeg');
  });

  it('says of a link to nothing: vanished; other links are not followed and no loop is endless', async () => {
    const folder = await makeFolder('links', ['a.jpg', 'sub/b.jpg']);
    await symlink(join(folder, 'gone.jpg'), join(folder, 'broken.jpg'));
    await symlink(folder, join(folder, 'sub/loop'));
    await symlink('self', join(folder, 'self'));
    await symlink(join(folder, 'a.jpg'), join(folder, 'linked.jpg'));
    const report = await indexPaths(library, [folder]);
    expect(report).toMatchObject({ indexed: 2, reused: 0 });
    expect(report.failed).toEqual(
      expect.arrayContaining([
        { path: join(folder, 'broken.jpg'), code: 'vanished', message: expect.any(String) },
        { path: join(folder, 'self'), code: 'unreadable', message: expect.stringContaining('back to itself') },
      ]),
    );
    expect(report.failed).toHaveLength(2);
    // The library counts as the run does, until they are mended.
    const listFailures = async () => (await library.failures()).filter(({ path }) => path.startsWith(folder));
    expect((await listFailures()).map(({ code }) => code)).toEqual(['vanished', 'unreadable']);
    await rm(join(folder, 'self'));
    expect((await indexPaths(library, [folder])).failed).toHaveLength(1);
    await rm(join(folder, 'broken.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ failed: [], unchanged: 2 });
    expect(await listFailures()).toEqual([]);
  });

  it('makes no root of a file that is no image', async () => {
    const folder = await makeFolder('others', ['a.jpg']);
    await writeFile(join(folder, 'notes.txt'), 'some words');
    const before = await library.roots();
    const path = join(folder, 'notes.txt');
    const { failed } = await indexPaths(library, [path]);
    expect(failed).toEqual([
      {
        path,
        code: 'not-an-image',
        message: expect.stringContaining('The file is none of what is read: photos, videos.'),
      },
    ]);
    expect(await library.roots()).toEqual(before);
    // As a part of a root, it is passed over.
    expect(await indexPaths(library, [folder])).toMatchObject({ failed: [], skipped: 1 });
    expect(await indexPaths(library, [path])).toMatchObject({ failed: [], skipped: 1 });
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    const folder = await makeFolder('pipes', ['a.jpg']);
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1 });
    const report = await indexPaths(library, [join(folder, 'pipe.jpg')]);
    expect(report.failed).toEqual([
      { path: join(folder, 'pipe.jpg'), code: 'unreadable', message: expect.stringContaining('not a regular file') },
    ]);
  });
});

describe('a run over the same files', () => {
  it('encodes nothing and tells no progress', async () => {
    const folder = await makeFolder('again', ['a.jpg', 'b.jpg', 'sub/c.jpg']);
    await indexPaths(library, [folder]);
    const events = await collectEvents(library, [folder]);
    expect(events.at(-1)).toMatchObject({ type: 'done', report: { ...done, unchanged: 3 } });
    expect(events.filter(({ type }) => type === 'progress')).toEqual([]);
  });

  it('knows a renamed file by its content: same photo, nothing encoded', async () => {
    const folder = await makeFolder('renamed', ['a.jpg', 'b.jpg']);
    await indexPaths(library, [folder]);
    const before = await findPhoto(join(folder, 'a.jpg'));
    await rename(join(folder, 'a.jpg'), join(folder, 'holiday.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, reused: 1, unchanged: 1, removed: 1 });
    const after = await findPhoto(join(folder, 'holiday.jpg'));
    expect(after).toMatchObject({ id: before?.id, otherPaths: [] });
  });

  it('knows the photos of a folder that was moved below the root', async () => {
    const folder = await makeFolder('moved', ['2020/a.jpg', '2020/b.jpg', 'c.jpg']);
    await indexPaths(library, [folder]);
    const before = (await listPhotos(folder)).map(({ id }) => id).sort();
    await rename(join(folder, '2020'), join(folder, 'archive'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, reused: 2, unchanged: 1, removed: 2 });
    expect((await listPhotos(folder)).map(({ id }) => id).sort()).toEqual(before);
  });

  it('shows a copy as another path of the same photo', async () => {
    const folder = await makeFolder('copied', ['a.jpg']);
    await indexPaths(library, [folder]);
    await copyFile(join(folder, 'a.jpg'), join(folder, 'b.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, reused: 1, unchanged: 1 });
    expect(await listPhotos(folder)).toMatchObject([
      { path: join(folder, 'a.jpg'), otherPaths: [join(folder, 'b.jpg')] },
    ]);
    await rm(join(folder, 'a.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 1, removed: 1 });
    expect(await listPhotos(folder)).toMatchObject([{ path: join(folder, 'b.jpg'), otherPaths: [] }]);
  });

  it('encodes what changed, and its old picture is found no more', async () => {
    const folder = await makeFolder('changed', ['a.jpg', 'b.jpg']);
    await indexPaths(library, [folder]);
    const before = await findPhoto(join(folder, 'a.jpg'));
    const { model } = await library.stats();
    await addPicture(join(folder, 'a.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1, unchanged: 1 });
    const after = await findPhoto(join(folder, 'a.jpg'));
    expect(after?.id).toBeGreaterThan(before?.id as number);
    await expect(library.photo(before?.id as number)).rejects.toMatchObject({ code: 'photo-not-found' });
    expect((await library.stats()).model.vectors).toBe(model.vectors);
    expect(await listPhotos(folder)).toHaveLength(2);
  });

  it('forgets what was deleted', async () => {
    const folder = await makeFolder('deleted', ['a.jpg', 'b.jpg', 'sub/c.jpg']);
    await indexPaths(library, [folder]);
    const before = await findPhoto(join(folder, 'a.jpg'));
    await rm(join(folder, 'a.jpg'));
    await rm(join(folder, 'sub'), { recursive: true });
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 1, removed: 2 });
    expect((await listPhotos(folder)).map(({ path }) => path)).toEqual([join(folder, 'b.jpg')]);
    await expect(library.thumbnail(before?.id as number)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('reads a file that was only touched, and encodes it not', async () => {
    const folder = await makeFolder('touched', ['a.jpg', 'b.jpg']);
    await indexPaths(library, [folder]);
    const before = await findPhoto(join(folder, 'a.jpg'));
    await utimes(join(folder, 'a.jpg'), 1_600_000_000, 1_600_000_000);
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, refreshed: 1, unchanged: 1 });
    expect(await findPhoto(join(folder, 'a.jpg'))).toMatchObject({ id: before?.id, modifiedAtMs: 1_600_000_000_000 });
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 2 });
  });

  it('finds photos whose files end early, reports them, and says so with each', async () => {
    const folder = await makeFolder('truncated', ['a.jpg', 'b.png', 'c.gif', 'whole.jpg']);
    const cut = ['a.jpg', 'b.png', 'c.gif'].map((name) => join(folder, name));
    for (const path of cut) await truncate(path, Math.floor((await stat(path)).size * 0.9));
    const report = await indexPaths(library, [folder]);
    expect(report).toMatchObject({ ...done, indexed: 4, notices: expect.anything() });
    expect(report.notices.map(({ code, path }) => [code, path]).sort()).toEqual(cut.map((path) => ['truncated', path]));
    for (const path of cut) expect(await findPhoto(path)).toMatchObject({ defect: 'truncated' });
    expect(await findPhoto(join(folder, 'whole.jpg'))).not.toHaveProperty('defect');
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 4 });
  });

  it('forgets a photo whose file is damaged now', async () => {
    const folder = await makeFolder('spoilt', ['a.jpg', 'b.jpg']);
    await indexPaths(library, [folder]);
    await truncate(join(folder, 'a.jpg'), 250);
    const report = await indexPaths(library, [folder]);
    expect(report).toMatchObject({ unchanged: 1, removed: 0, failed: [{ code: 'damaged-image' }] });
    expect((await listPhotos(folder)).map(({ path }) => path)).toEqual([join(folder, 'b.jpg')]);
  });
});

describe('a root that cannot be reached', () => {
  it('is reported, keeps its photos, and is unchanged when it is back', async () => {
    const folder = await makeFolder('disk', ['a.jpg', 'b.jpg']);
    await indexPaths(library, [folder]);
    await rename(folder, join(home, 'unplugged'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, missingRoots: [folder] });
    expect(await listPhotos(folder)).toHaveLength(2);
    await rename(join(home, 'unplugged'), folder);
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 2 });
  });

  it('does not keep other roots from being brought up to date', async () => {
    const [gone, there] = [await makeFolder('gone', ['a.jpg']), await makeFolder('there', ['b.jpg'])];
    await indexPaths(library, [gone, there]);
    await rename(gone, join(home, 'gone-away'));
    await addPicture(join(there, 'c.jpg'));
    expect(await indexPaths(library, [gone, there])).toMatchObject({
      ...done,
      indexed: 1,
      unchanged: 1,
      missingRoots: [gone],
    });
  });
});

describe('a file that cannot be read', () => {
  it('is a failure with a code and a sentence, and the rest is indexed', async () => {
    const folder = await makeFolder('bad', ['good.jpg', 'short.jpg', 'short.png']);
    await writeFile(join(folder, 'letter.jpg'), 'Dear reader');
    await writeFile(join(folder, 'empty.jpg'), '');
    await truncate(join(folder, 'short.jpg'), 250);
    await truncate(join(folder, 'short.png'), 60);
    const events = await collectEvents(library, [folder]);
    const failures = [
      { path: join(folder, 'empty.jpg'), code: 'empty-file' },
      { path: join(folder, 'letter.jpg'), code: 'not-an-image' },
      { path: join(folder, 'short.jpg'), code: 'damaged-image' },
      { path: join(folder, 'short.png'), code: 'damaged-image' },
    ];
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    const told = events.flatMap((event) => (event.type === 'failed' ? [event.failure] : [])).sort(byPath);
    expect(told).toMatchObject(failures);
    for (const { message } of told) expect(message).toMatch(/^[A-Z].+\.$/);
    expect(events.at(-1)).toMatchObject({ type: 'done', report: { indexed: 1, failed: { length: 4 } } });
    expect((await library.stats()).failures).toMatchObject({ 'empty-file': 1, 'not-an-image': 1 });
  });

  it('is remembered, listed and not tried again until it changes', async () => {
    const folder = await makeFolder('remembered', ['good.jpg']);
    await writeFile(join(folder, 'letter.jpg'), 'Dear reader');
    const failure = {
      path: join(folder, 'letter.jpg'),
      code: 'not-an-image',
      message: 'The content is not an image, a video, a document or a 3D model.',
    };
    expect((await indexPaths(library, [folder])).failed).toEqual([failure]);

    const events = await collectEvents(library, [folder]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'planned', toDo: 0 }));
    expect(events.at(-1)).toMatchObject({ report: { ...done, unchanged: 1, failed: [failure] } });

    await addPicture(join(folder, 'letter.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, indexed: 1, unchanged: 1 });
    expect(await findPhoto(join(folder, 'letter.jpg'))).toBeDefined();
  });

  it('and then vanishes is forgotten', async () => {
    const folder = await makeFolder('bad-and-gone', ['good.jpg']);
    await writeFile(join(folder, 'letter.jpg'), 'Dear reader');
    await indexPaths(library, [folder]);
    await rm(join(folder, 'letter.jpg'));
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 1, removed: 1 });
  });

  it('because it vanished meanwhile is a failure of this run only', async () => {
    const folder = await makeFolder(
      'vanishing',
      Array.from({ length: 12 }, (_, i) => `${String(i).padStart(2, '0')}.jpg`),
    );
    let report: Extract<IndexEvent, { type: 'done' }>['report'] | undefined;
    for await (const event of library.index([folder])) {
      if (event.type === 'planned') await rm(join(folder, '11.jpg'));
      if (event.type === 'done') report = event.report;
    }
    expect(report).toMatchObject({ indexed: 11, failed: [{ path: join(folder, '11.jpg'), code: 'vanished' }] });
    expect(await indexPaths(library, [folder])).toMatchObject({ ...done, unchanged: 11, removed: 1 });
  });
});

describe('a run that is stopped', () => {
  const MANY = 60;

  async function makeMany(name: string): Promise<string> {
    return makeFolder(
      name,
      Array.from({ length: MANY }, (_, i) => `${i}.jpg`),
    );
  }

  async function expectTheRest(folder: string): Promise<void> {
    const before = await listPhotos(folder);
    expect(before.length).toBeLessThan(MANY);
    const report = await indexPaths(library, [folder]);
    expect(report).toMatchObject({ ...done, indexed: MANY - before.length, unchanged: before.length });
    expect(await listPhotos(folder)).toHaveLength(MANY);
  }

  it('by a signal throws aborted, and the next run does only the rest', async () => {
    const folder = await makeMany('aborted');
    const stop = new AbortController();
    const run = async () => {
      for await (const event of library.index([folder], { signal: stop.signal }))
        if (event.type === 'planned') setImmediate(() => stop.abort());
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted', kind: 'aborted' });
    await expectTheRest(folder);
  });

  it('by leaving the loop finishes what is in flight, and the next run does only the rest', async () => {
    const folder = await makeMany('left');
    for await (const event of library.index([folder])) if (event.type === 'planned') break;
    await expectTheRest(folder);
  });

  it('before it began does nothing', async () => {
    const folder = await makeFolder('never', ['a.jpg']);
    await expect(indexPaths(library, [folder], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(await listPhotos(folder)).toEqual([]);
  });
});

describe('the events', () => {
  it('come in order: scanning, planned, progress, linking, done; with true totals', async () => {
    const folder = await makeFolder(
      'events',
      Array.from({ length: 70 }, (_, i) => `${i}.jpg`),
    );
    await writeFile(join(folder, 'bad.jpg'), 'no picture');
    const slow = await openFakeLibrary({ path: join(home, 'events-library') }, { beforeImages: () => sleep(110) });
    const events = await collectEvents(slow, [folder]);
    await slow.close();

    const order = ['scanning', 'planned', 'progress', 'linking', 'done'];
    const stages = events.map(({ type }) => order.indexOf(type)).filter((stage) => stage >= 0);
    expect(stages).toEqual([...stages].sort((a, b) => a - b));
    expect(events.filter(({ type }) => type === 'planned')).toEqual([
      { type: 'planned', toDo: 71, unchanged: 0, removed: 0 },
    ]);
    expect(events.filter(({ type }) => type === 'done')).toHaveLength(1);
    expect(events[0]).toEqual({
      type: 'scanning',
      found: expect.any(Number),
      ratePerSecond: expect.any(Number),
      currentPath: expect.stringContaining(folder),
    });

    const progress = events.filter((event) => event.type === 'progress');
    // Not only at the end.
    expect(progress.length).toBeGreaterThan(1);
    const counts = progress.map((event) => event.done);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(progress.every((event) => event.total === 71 && event.currentPath.startsWith(folder))).toBe(true);
    for (const event of progress) {
      expect(event.ratePerSecond).toBeGreaterThan(0);
      expect(event.etaMs).toBeGreaterThanOrEqual(0);
    }
    expect(progress.at(-1)).toMatchObject({ done: 71, total: 71, failed: 1, etaMs: 0 });
  });
});

describe('two models', () => {
  it('make two spaces that do not mix', async () => {
    const folder = await makeFolder('two-models', ['a.jpg', 'b.jpg', 'c.jpg']);
    const path = join(home, 'library-2');
    const other = join(home, 'other-model');
    await cp(join(import.meta.dirname, '../../data/models/photoseek-mini'), other, { recursive: true });
    await writeFile(
      join(other, 'config.json'),
      '{"model_type": "clip", "projection_dim": 512, "text_config": {}, "note": "another"}',
    );

    // The models are those on disk, their encoders are fakes.
    const { resolveModel: _, ...fakes } = fakeDependencies().dependencies;
    const open = (options: OpenOptions) => openLibraryWith(options, fakes);
    let second = await open({ path });
    await indexPaths(second, [folder]);
    const { model } = await second.stats();
    await second.close();

    second = await open({ path, model: other });
    // Until every photo is embedded with it, the model from before answers.
    expect((await second.stats()).model).toMatchObject({ revision: model.revision, vectors: 3 });
    expect((await second.search('a picture', { all: true })).results).toHaveLength(3);
    expect(await indexPaths(second, [folder])).toMatchObject({ ...done, indexed: 3 });
    expect(await second.stats()).toMatchObject({ photos: 3, model: { name: other, vectors: 3 } });
    expect((await second.stats()).model.revision).not.toBe(model.revision);
    expect((await second.search('a picture', { all: true })).results).toHaveLength(3);
    await second.close();

    // From now on the library is opened with the model it was indexed with last, a folder in this case.
    second = await open({ path });
    expect((await second.stats()).model).toMatchObject({ name: other, vectors: 3 });
    await rm(join(folder, 'a.jpg'));
    await indexPaths(second, [folder]);
    await second.close();

    second = await open({ path, model: 'photoseek-mini-2' });
    const spaces = (await second.spaces()).map(({ revision, state, vectors }) => ({ revision, state, vectors }));
    expect(spaces).toMatchObject([
      { revision: model.revision, state: 'retired', vectors: 2 },
      { state: 'active', vectors: 2 },
    ]);
    expect((await second.search('a picture', { all: true })).results).toHaveLength(2);
    await second.close();
  });
});
