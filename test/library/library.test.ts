import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as publicNames from '#src/index.js';
import { openLibrary } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { writePicture } from '../support/images/random-images.js';
import { collectEvents, indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { openSampleLibrary } from '../support/libraries/sample-library.js';
import { findDecoders } from '../support/processes/child-processes.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

describe('openLibrary', () => {
  it('makes a library in a folder of any depth', async () => {
    const path = join(home, 'some/where/library');
    const library = await openLibrary({ path });
    expect(library.path).toBe(path);
    expect(existsSync(join(path, 'catalogue.db'))).toBe(true);
    expect(await library.stats()).toMatchObject({
      path,
      roots: [],
      files: 0,
      photos: 0,
      failures: {},
      defects: {},
      undecoded: 0,
      faces: 0,
      dateSources: {},
      model: { name: 'photoseek-mini-2', dim: 512, dtype: 'fp32', vectors: 0 },
      spaces: [{ id: 1, state: 'active', subject: 'whole', photos: 0, vectors: 0, missing: 0 }],
      index: { engine: 'exact', indexed: 0, pending: 0 },
      lastIndexedAtMs: null,
    });
    await library.close();
  });

  it('makes nothing when it was told not to', async () => {
    const path = join(home, 'not/there');
    await expect(openLibrary({ path, create: false })).rejects.toMatchObject({
      code: 'library-not-found',
      kind: 'not-found',
      hint: expect.stringContaining('photoseek index'),
      details: { path },
    });
    expect(existsSync(join(home, 'not'))).toBe(false);
  });

  it('throws library-damaged for a catalogue that is none', async () => {
    const path = join(home, 'damaged');
    await mkdir(path);
    await writeFile(join(path, 'catalogue.db'), 'this is not a database, '.repeat(100));
    await expect(openLibrary({ path })).rejects.toMatchObject({ code: 'library-damaged', hint: expect.any(String) });
  });

  it('throws library-unwritable where a file is in the way', async () => {
    await writeFile(join(home, 'file'), '');
    await expect(openLibrary({ path: join(home, 'file/library') })).rejects.toMatchObject({
      code: 'library-unwritable',
    });
  });

  it('throws model-not-found for a model nobody knows', async () => {
    await expect(openLibrary({ path: join(home, 'x'), model: 'nonsense' })).rejects.toMatchObject({
      code: 'model-not-found',
    });
  });

  it('finds the library named by PHOTOSEEK_LIBRARY when no path is given', async () => {
    const before = process.env['PHOTOSEEK_LIBRARY'];
    process.env['PHOTOSEEK_LIBRARY'] = join(home, 'named');
    try {
      const library = await openLibrary();
      expect(library.path).toBe(join(home, 'named'));
      await library.close();
    } finally {
      if (before === undefined) delete process.env['PHOTOSEEK_LIBRARY'];
      else process.env['PHOTOSEEK_LIBRARY'] = before;
    }
  });
});

describe('the package', () => {
  it('names what a user needs and nothing else', () => {
    expect(Object.keys(publicNames).sort()).toEqual([
      ...['ERROR_KINDS', 'PhotoseekError', 'VERSION', 'createImageFetcher', 'describeModel', 'detect'],
      ...['fromNameBytes', 'listModels'],
      ...['openEmbedder', 'openLibrary', 'parseFilters', 'parseQuery', 'printQuery', 'pullModel'],
      ...['restoreLibrary', 'toFsPath'],
    ]);
    expect(publicNames.VERSION).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('a library', () => {
  let library: Library;
  let firstId: number;
  const listIds = async () => (await library.search('a photo', { limit: 1000, all: true })).results.map(({ id }) => id);
  beforeAll(async () => {
    library = await openSampleLibrary(home);
    [firstId] = (await listIds()) as [number];
  });
  afterAll(() => library.close());

  it('counts what it holds', async () => {
    const samples = (await readdir(SAMPLES)).filter((name) => !name.endsWith('.md')).length;
    const stats = await library.stats();
    expect(stats).toMatchObject({
      roots: [SAMPLES],
      files: samples,
      photos: samples,
      failures: {},
      model: { vectors: samples },
    });
    expect(stats.diskBytes).toBeGreaterThan(samples * 1024);
    expect(stats.lastIndexedAtMs).toBeGreaterThan(0);
    expect(stats.lastIndexedAtMs).toBeLessThanOrEqual(Date.now());
  });

  it('gives the same answers when it is opened again', async () => {
    const once = (await library.search('a dog on the beach', { limit: 10, all: true })).results;
    const again = await openLibrary({ path: library.path, create: false });
    expect((await again.search('a dog on the beach', { limit: 10, all: true })).results).toEqual(once);
    await again.close();
  });

  it('gives the same photos, in the same order, to a process that asks only once', async () => {
    const once = (await library.search('a dog on the beach', { limit: 10, all: true })).results;
    const oneShot = await openLibrary({ path: library.path, create: false, oneShot: true });
    const { results } = await oneShot.search('a dog on the beach', { limit: 10, all: true });
    await oneShot.close();
    expect(results.map(({ id }) => id)).toEqual(once.map(({ id }) => id));
    results.forEach(({ cosine }, i) => {
      expect(cosine).toBeCloseTo(once[i]?.cosine as number, 3);
    });
  });

  it('finds what somebody else indexed meanwhile, and no longer what they removed', async () => {
    const folder = join(home, 'meanwhile');
    await mkdir(folder);
    await writePicture(join(folder, 'a.jpg'), 1);
    await writePicture(join(folder, 'b.jpg'), 2);
    const before = await listIds();
    const other = await openLibrary({ path: library.path });
    await indexPaths(other, [folder]);
    expect(await listIds()).toHaveLength(before.length + 2);
    await cp(join(folder, 'b.jpg'), join(folder, 'a.jpg'));
    await indexPaths(other, [folder]);
    expect(await listIds()).toHaveLength(before.length + 1);
    await other.close();
  });

  it('makes an image of the full size', async () => {
    const { width, height } = await library.photo(firstId);
    const { bytes, mediaType } = await library.fullSize(firstId);
    expect([mediaType, await sharp(bytes).metadata()]).toEqual([
      'image/jpeg',
      expect.objectContaining({ format: 'jpeg', width, height }),
    ]);
    await expect(library.fullSize(999_999)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('makes thumbnails of the sizes it keeps, and the same ones every time', async () => {
    const { bytes, mediaType } = await library.thumbnail(firstId);
    expect(mediaType).toBe('image/webp');
    const { width, height } = await sharp(bytes).metadata();
    expect(Math.max(width, height)).toBe(320);
    expect(Buffer.compare((await library.thumbnail(firstId, 100)).bytes, bytes)).toBe(0);
    const larger = await sharp((await library.thumbnail(firstId, 321)).bytes).metadata();
    const photo = await library.photo(firstId);
    expect(Math.max(larger.width, larger.height)).toBe(Math.min(640, Math.max(photo.width, photo.height)));
    await expect(library.thumbnail(firstId, 5000)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(library.thumbnail(999_999)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('answers searches while it indexes', async () => {
    const folder = join(home, 'overloaded');
    await mkdir(folder);
    for (let i = 0; i < 12; i++) await writePicture(join(folder, `${i}.jpg`), 100 + i);
    let isDone = false;
    const run = indexPaths(library, [folder]).then((report) => {
      isDone = true;
      return report;
    });
    let answers = 0;
    while (!isDone) {
      expect((await library.search('a cup of coffee', { limit: 1 })).results[0]?.path).toContain('coffee-cup');
      answers++;
    }
    expect((await run).indexed).toBe(12);
    expect(answers).toBeGreaterThan(3);
  });

  it('warms up as often as one likes', async () => {
    await Promise.all([library.warmUp(), library.warmUp()]);
    await library.warmUp();
  });
});

describe('a library that is closed', () => {
  const closed = { code: 'library-closed', kind: 'library' };

  it('throws library-closed from every method, and closes again without a word', async () => {
    const library = await openLibrary({ path: join(home, 'closed') });
    await library.close();
    await library.close();
    await expect(library.search('a dog')).rejects.toMatchObject(closed);
    await expect(library.similar({ id: 1 })).rejects.toMatchObject(closed);
    await expect(library.photo(1)).rejects.toMatchObject(closed);
    await expect(library.thumbnail(1)).rejects.toMatchObject(closed);
    await expect(library.original(1)).rejects.toMatchObject(closed);
    await expect(library.stats()).rejects.toMatchObject(closed);
    await expect(library.warmUp()).rejects.toMatchObject(closed);
    await expect(collectEvents(library, [home])).rejects.toMatchObject(closed);
  });

  it('throws library-closed also from what was going on', async () => {
    const library = await openLibrary({ path: join(home, 'library') });
    const calls = [
      library.search('a dog'),
      library.similar({ path: join(SAMPLES, 'red-panda.jpg') }),
      library.similar({ bytes: await sharp(join(SAMPLES, 'red-panda.jpg')).resize(300).png().toBuffer() }),
      library.thumbnail(1, 1280),
      library.warmUp(),
    ];
    const outcomes = Promise.allSettled(calls);
    const [first, second] = [library.close(), library.close()];
    await Promise.all([first, second]);
    for (const outcome of await outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(closed);
    await expect.poll(() => findDecoders()).toEqual([]);
  });

  it('during an index run keeps what was finished, and the next run does the rest', async () => {
    const folder = join(home, 'interrupted');
    await mkdir(folder);
    for (let i = 0; i < 40; i++) await writePicture(join(folder, `${i}.jpg`), 200 + i);
    const path = join(home, 'interrupted-library');
    let library = await openFakeLibrary({ path, batchSize: 8 }, { beforeImages: () => wait(150) });
    const run = (async () => {
      for await (const event of library.index([folder]))
        if (event.type === 'planned') void wait(200).then(() => library.close());
    })();
    await expect(run).rejects.toMatchObject({ kind: expect.stringMatching(/^(aborted|library)$/) });
    await library.close();

    library = await openFakeLibrary({ path });
    const { photos } = await library.stats();
    expect(photos).toBeLessThan(40);
    expect(await indexPaths(library, [folder])).toMatchObject({ indexed: 40 - photos, unchanged: photos, failed: [] });
    await library.close();
  });
});
