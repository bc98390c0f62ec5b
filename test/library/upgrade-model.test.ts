import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { Catalogue } from '#src/store/catalogue.js';
import { type FakeEncoderCalls, fakeDependencies } from '../support/encoder/fake-encoder.js';
import { FIRST_MODEL } from '../support/encoder/models.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = join(home, 'photos');
const PHOTOS = 24;
const WHOLE: SearchOptions = { mode: 'vector', minRelevance: 0, limit: 1000 };

/** An open library and the calls of its encoders. */
interface Opened {
  library: Library;
  calls: FakeEncoderCalls;
}

/** @param beforeNew awaited before each batch that the current embedded model encodes */
async function open(path: string, options: OpenOptions = {}, beforeNew?: () => Promise<void>): Promise<Opened> {
  const { dependencies, calls } = fakeDependencies({}, [
    { name: EMBEDDED_MODEL, dim: 24, ...(beforeNew && { beforeImages: beforeNew }) },
  ]);
  return { library: await openLibraryWith({ batchSize: 4, ...options, path }, dependencies), calls };
}

/** A library as the first version left it: its model is recorded, and nobody named one. */
async function makeOldLibrary(name: string, folder = photos): Promise<string> {
  const path = join(home, name);
  const catalogue = new Catalogue(path, { create: true });
  catalogue.setSetting('model', FIRST_MODEL);
  catalogue.close();
  const { library } = await open(path);
  await indexPaths(library, [folder]);
  await library.close();
  return path;
}

/** Ids of the spaces that the evidence of the results names, each combination once. */
const listSpaces = ({ results }: SearchResponse) => [
  ...new Set(
    results.map(({ evidence }) => evidence.flatMap((one) => (one.type === 'vector' ? [one.space] : [])).join()),
  ),
];
const listSpaceNotices = ({ notices }: SearchResponse) => notices.filter(({ code }) => code.startsWith('space-'));
const readSpaces = async (library: Library) =>
  (await library.spaces()).map(({ name, state, photos: count }) => [name, state, count]);

beforeAll(async () => {
  await mkdir(photos);
  for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.png`), i, { width: 32, height: 24 });
});

describe('a library of an earlier embedded model', () => {
  it('is answered by it until the current one has seen all photos, then by that one alone', async () => {
    const path = await makeOldLibrary('throughout');
    const { library } = await open(path, {}, () => wait(10));
    const before = { from: FIRST_MODEL, to: EMBEDDED_MODEL, missing: PHOTOS, photos: PHOTOS, isRunning: false };
    expect((await library.stats()).upgrade).toEqual(before);
    const running: boolean[] = [];
    const answers: string[] = [];
    let isDone = false;
    const searching = (async () => {
      while (!isDone) {
        const answer = await library.search('red', WHOLE);
        expect(answer.total).toBe(PHOTOS);
        expect(listSpaceNotices(answer)).toEqual([]);
        answers.push(...listSpaces(answer));
        running.push((await library.stats()).upgrade?.isRunning ?? false);
        await wait(2);
      }
    })();
    const begun: unknown[] = [];
    expect(await library.upgradeModel({ onBegin: (upgrade) => begun.push(upgrade) })).toBe(true);
    expect(begun).toEqual([before]);
    isDone = true;
    await searching;
    expect(running).toContain(true);
    expect(answers[0]).toBe('1');
    // Once the new one has answered, the old one does not any more, and never both.
    expect(answers.join(' ')).toMatch(/^(1 ?)+(2 ?)*$/);
    expect(await readSpaces(library)).toEqual([
      [FIRST_MODEL, 'retired', PHOTOS],
      [EMBEDDED_MODEL, 'active', PHOTOS],
    ]);
    expect((await library.stats()).upgrade).toBeNull();

    const fresh = await open(join(home, 'fresh'));
    await indexPaths(fresh.library, [photos]);
    const list = ({ results }: SearchResponse) => results.map(({ path: file, cosine }) => `${file} ${cosine}`);
    const answer = await library.search('red', WHOLE);
    expect(list(answer)).toEqual(list(await fresh.library.search('red', WHOLE)));
    expect(listSpaceNotices(answer)).toEqual([]);
    expect(await library.tags()).toEqual(await fresh.library.tags());
    await fresh.library.close();

    // The process that has it open goes on with the new model.
    expect(await indexPaths(library, [photos])).toMatchObject({ unchanged: PHOTOS, unembedded: 0, notices: [] });
    expect((await readSpaces(library)).map(([, state]) => state)).toEqual(['retired', 'active']);
    expect(await library.upgradeModel({ onBegin: (upgrade) => begun.push(upgrade) })).toBe(false);
    expect(begun).toHaveLength(1);
    await library.close();
    const again = await open(path);
    expect((await again.library.stats()).model.name).toBe(EMBEDDED_MODEL);
    await again.library.close();
  });

  it('is indexed and watched meanwhile, and its new photos are found at once and afterwards', async () => {
    const folder = join(home, 'growing');
    await mkdir(folder);
    for (let i = 0; i < PHOTOS; i++) await writePicture(join(folder, `${i}.png`), 100 + i, { width: 32, height: 24 });
    const path = await makeOldLibrary('growing-library', folder);
    let left = PHOTOS;
    const { library } = await open(path, {}, async () => {
      left -= 4;
      await wait(50);
    });
    const upgrading = library.upgradeModel();
    await expect.poll(() => left, { interval: 5 }).toBeLessThan(PHOTOS - 4);
    await writePicture(join(folder, 'indexed.png'), 201, { width: 32, height: 24 });
    // Without `wait`: it is not refused.
    expect(await indexPaths(library, [join(folder, 'indexed.png')])).toMatchObject({ indexed: 1, failed: [] });
    expect((await library.stats()).upgrade?.missing).toBeGreaterThan(0);
    expect((await library.search('red', WHOLE)).total).toBe(PHOTOS + 1);

    const stop = new AbortController();
    const watching = (async () => {
      for await (const _ of library.watch({ signal: stop.signal }));
    })().catch(() => {});
    await writePicture(join(folder, 'watched.png'), 202, { width: 32, height: 24 });
    await expect.poll(async () => (await library.search('red', WHOLE)).total, { timeout: 10_000 }).toBe(PHOTOS + 2);

    expect(await upgrading).toBe(true);
    const answer = await library.search('red', WHOLE);
    expect([answer.total, listSpaces(answer)]).toEqual([PHOTOS + 2, ['2']]);
    stop.abort();
    await watching;
    await library.close();
  });

  it('is brought over from where it was stopped, once, however many processes are at it', async () => {
    const path = await makeOldLibrary('stopped');
    const stop = new AbortController();
    const first: Opened = await open(path, {}, async () => {
      if (first.calls.images >= 8) stop.abort();
    });
    await expect(first.library.upgradeModel({ signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    const upgrade = (await first.library.stats()).upgrade;
    expect(upgrade?.missing).toBeGreaterThan(0);
    expect(upgrade?.missing).toBeLessThan(PHOTOS);
    expect(upgrade?.isRunning).toBe(false);
    // Also when the library is closed in the middle.
    const closing = first.library.upgradeModel().catch(({ code }: { code: string }) => code);
    await first.library.close();
    expect(['aborted', 'library-closed']).toContain(await closing);

    const two = [await open(path), await open(path)];
    expect(await Promise.all(two.map(({ library }) => library.upgradeModel()))).toEqual([true, true]);
    const images = [first, ...two].map(({ calls }) => calls.images);
    expect(images.reduce((sum, count) => sum + count)).toBe(PHOTOS);
    for (const { library } of two) {
      expect(listSpaces(await library.search('red', WHOLE))).toEqual(['2']);
      await library.close();
    }
  });

  it('keeps it while files cannot be read, whose photos are still found', async () => {
    const folder = join(home, 'disk');
    await mkdir(folder);
    await writePicture(join(folder, 'on-disk.png'), 300, { width: 32, height: 24 });
    const path = await makeOldLibrary('unplugged', folder);
    await rename(folder, `${folder}-away`);
    const { library } = await open(path);
    const stop = new AbortController();
    const upgrading = library.upgradeModel({ signal: stop.signal }).catch(({ code }: { code: string }) => code);
    await wait(200);
    expect((await library.stats()).upgrade).toMatchObject({ missing: 1, photos: 1, isRunning: true });
    expect(await library.failures()).toEqual([]);
    expect((await library.search('red', WHOLE)).total).toBe(1);
    stop.abort();
    expect(await upgrading).toBe('aborted');

    await rename(`${folder}-away`, folder);
    expect(await library.upgradeModel()).toBe(true);
    expect(listSpaces(await library.search('red', WHOLE))).toEqual(['2']);
    await library.close();
  });

  it('is brought over at once when it is empty', async () => {
    const folder = join(home, 'no-photos');
    await mkdir(folder);
    const path = await makeOldLibrary('empty', folder);
    const { library } = await open(path);
    expect(await library.upgradeModel()).toBe(true);
    await library.close();
    const again = await open(path);
    expect(await indexPaths(again.library, [photos])).toMatchObject({ indexed: PHOTOS, unembedded: 0 });
    expect(listSpaces(await again.library.search('red', WHOLE))).toEqual(['2']);
    await again.library.close();
  });
});

describe('a model that a user chose', () => {
  /** Whether anything would be changed, or is said about it. */
  async function isLeftAlone({ library }: Opened): Promise<boolean> {
    const before = await readSpaces(library);
    expect(await library.upgradeModel()).toBe(false);
    expect((await library.stats()).upgrade).toBeNull();
    expect(await readSpaces(library)).toEqual(before);
    return true;
  }

  it('is not replaced: an embedded one that an index run was asked for', async () => {
    const path = await makeOldLibrary('chosen');
    const chosen = await open(path, { model: FIRST_MODEL });
    expect((await indexPaths(chosen.library, [photos])).notices).toEqual([]);
    await chosen.library.close();
    const later = await open(path);
    expect(await isLeftAlone(later)).toBe(true);
    expect((await indexPaths(later.library, [photos])).notices).toEqual([]);
    await later.library.close();
    // Until the user names the current one.
    const current = await open(path, { model: EMBEDDED_MODEL });
    await indexPaths(current.library, [photos]);
    expect((await readSpaces(current.library)).map(([, state]) => state)).toEqual(['retired', 'active']);
    await current.library.close();
  });

  it('is not replaced: the one that the library was opened with, another than the embedded ones, and one of two', async () => {
    const path = await makeOldLibrary('several');
    const named = await open(path, { model: FIRST_MODEL });
    expect(await isLeftAlone(named)).toBe(true);
    await named.library.close();
    const other = await open(path, { model: 'other' });
    await indexPaths(other.library, [photos], { keepActive: true });
    await other.library.close();
    const both = await open(path);
    expect(await isLeftAlone(both)).toBe(true);
    await both.library.retireSpace(1);
    expect(await isLeftAlone(both)).toBe(true);
    await both.library.close();
  });

  it('is not replaced in a library that is opened for reading only', async () => {
    const path = await makeOldLibrary('reading');
    const { library } = await open(path, { readOnly: true });
    expect(await library.upgradeModel()).toBe(false);
    expect((await library.stats()).upgrade).toMatchObject({ missing: PHOTOS });
    await library.close();
  });
});
