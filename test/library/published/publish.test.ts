// Libraries of real images in a real PostgreSQL: what is published, compared, removed and answered.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import type { Library } from '#src/library/types/library.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const NAMES = ['coffee-cup.jpg', 'cat-face.png', 'eiffel-tower.jpg', 'red-panda.jpg', 'kitten-with-yarn.jpg'];

describe.skipIf(POSTGRES === undefined)('a published library (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  const thumbnails = join(home, 'thumbnails');
  let url: string;
  let library: Library;
  let server: Library;

  beforeAll(async () => {
    url = await makeDatabase();
    await mkdir(join(photos, 'deep'), { recursive: true });
    for (const [i, name] of NAMES.entries())
      await cp(join(SAMPLES, name), join(photos, i % 2 === 0 ? name : `deep/${name}`));
    await cp(join(SAMPLES, 'eiffel-tower.jpg'), join(photos, "it's 100% a_copy; DROP TABLE photoseek.file.jpg"));
    library = await openFakeLibrary({ path: join(home, 'library') });
    await indexPaths(library, [photos]);
  });
  afterAll(() => Promise.all([library?.close(), server?.close()]));

  it('is sent once: the second time, nothing is', async () => {
    const first = await library.publish(url, { thumbnails, name: 'one' });
    expect(first).toMatchObject({ name: 'one', isFull: true, photos: 5, sent: 5, removed: 0 });
    expect(first.thumbnails).toBeGreaterThan(0);
    expect(await library.publish(url, { thumbnails })).toMatchObject({
      ...{ name: 'one', isFull: false, photos: 0 },
      ...{ sent: 0, removed: 0, thumbnails: 0 },
    });
  });

  it('answers as the library does', async () => {
    server = await openPublished(url, { thumbnails }, fakeDependencies().dependencies);
    for (const query of [
      'red',
      'eiffel tower',
      'dark green',
      'cat',
      'ext:jpg',
      'folder:deep',
      'drop',
      '"100" a_copy',
      'red -blue',
      'cat OR tower',
    ]) {
      const [there, here] = await Promise.all([
        server.search(query, { all: true }),
        library.search(query, { all: true }),
      ]);
      expect(show(there), query).toEqual(show(here));
    }
  });

  it('counts, completes and shows what there is as the library does', async () => {
    for (const query of [undefined, 'tower', 'ext:jpg', 'folder:deep'])
      expect(await server.facets(query), String(query)).toEqual(await library.facets(query));
    for (const text of ['cat', 'ext:', 'a red', 'eif', ''])
      expect(
        (await server.suggest(text)).filter(({ kind }) => kind !== 'query'),
        text,
      ).toEqual((await library.suggest(text)).filter(({ kind }) => kind !== 'query'));
    const [there, here] = await Promise.all([server.overview(), library.overview()]);
    expect(there.total).toBe(here.total);
    expect(there.months.map(({ label, count, photos }) => [label, count, photos.map(({ path }) => path)])).toEqual(
      here.months.map(({ label, count, photos }) => [label, count, photos.map(({ path }) => path)]),
    );
    expect(await server.tags()).toEqual(await library.tags());
  });

  it('shows thumbnails, and originals below roots that it is told of', async () => {
    const [best] = (await server.search('eiffel tower')).results;
    const id = best?.id as number;
    expect((await server.thumbnail(id)).bytes.length).toBeGreaterThan(500);
    await expect(server.original(id)).rejects.toMatchObject({
      code: 'original-missing',
      hint: expect.stringContaining('--root'),
    });
    const { roots } = await library.publish(url);
    const mounted = await openPublished(
      url,
      { roots: { [roots[0]?.id as string]: photos } },
      fakeDependencies().dependencies,
    );
    expect(basename((await mounted.original(id)).path)).toMatch(/jpg$/);
    expect((await mounted.fullSize(id)).mediaType).toBe('image/jpeg');
    await mounted.close();
  });

  it('loses what the library loses, thumbnails included', async () => {
    const [panda] = (await server.search('red-panda')).results;
    expect(basename(panda?.path ?? '')).toBe('red-panda.jpg');
    await rm(join(photos, 'deep/red-panda.jpg'));
    await indexPaths(library, [photos]);
    expect(await library.publish(url, { thumbnails })).toMatchObject({ sent: 0, removed: 1 });
    await expect(server.photo(panda?.id as number)).rejects.toMatchObject({ code: 'photo-not-found' });
    expect(
      (await readdir(thumbnails, { recursive: true })).some((name) => name.includes(panda?.contentHash as string)),
    ).toBe(false);
  });

  it('shares photos with another library: one result with two places', async () => {
    const folder = join(home, 'elsewhere');
    await mkdir(folder);
    await cp(join(SAMPLES, 'coffee-cup.jpg'), join(folder, 'my cup.jpg'));
    await cp(join(SAMPLES, 'red-panda.jpg'), join(folder, 'panda.jpg'));
    const other = await openFakeLibrary({ path: join(home, 'other') });
    await indexPaths(other, [folder]);
    await other.publish(url, { thumbnails });
    const { results } = await server.search('coffee-cup', { limit: 1 });
    expect([results[0]?.path, ...(results[0]?.otherPaths ?? [])].sort()).toEqual([
      join(folder, 'my cup.jpg'),
      join(photos, 'coffee-cup.jpg'),
    ]);
    expect((await server.stats()).photos).toBe(5);
    expect(await other.unpublish(url, { thumbnails })).toBe(2);
    await other.close();
    const left = await server.search('coffee-cup', { limit: 1 });
    expect(left.results[0]).toMatchObject({ path: join(photos, 'coffee-cup.jpg'), otherPaths: [] });
    expect((await server.stats()).photos).toBe(4);
  });

  it('lets in who has a key that was published, until it is revoked', async () => {
    const { key, secret } = await library.keys.create({ name: 'tablet' });
    expect(await server.keys.check(secret)).toBeUndefined();
    await library.publish(url, { keys: true });
    expect(await server.keys.check(secret)).toMatchObject({ name: 'tablet', scopes: ['search'], revokedAtMs: null });
    expect(await server.keys.check(`${secret}x`)).toBeUndefined();
    await library.keys.revoke(key.id);
    await library.publish(url, { keys: true });
    expect(await server.keys.check(secret)).toBeUndefined();
    await expect(server.keys.create({ name: 'x' })).rejects.toMatchObject({ code: 'library-unwritable' });
  });

  it('is refused by a program that knows older tables only', async () => {
    const database = await Database.open(url);
    await database.query('UPDATE photoseek.publication SET schema_version = schema_version + 1');
    await expect(library.publish(url)).rejects.toMatchObject({ code: 'published-newer' });
    await expect(openPublished(url)).rejects.toMatchObject({ code: 'published-newer' });
    await database.query('UPDATE photoseek.publication SET schema_version = schema_version - 1');
    await database.close();
  });

  it('is gone once it is unpublished', async () => {
    expect(await library.unpublish(url, { thumbnails })).toBe(4);
    await expect(openPublished(url)).rejects.toMatchObject({ code: 'library-not-found' });
    expect((await readdir(thumbnails, { recursive: true })).filter((name) => name.endsWith('.webp'))).toEqual([]);
  });
});

/** Photos are known by their contents; ids of the database are its own. */
function show({ results, total, noGoodMatch, notices }: Awaited<ReturnType<Library['search']>>) {
  return {
    ...{ total, noGoodMatch, notices },
    results: results.map(({ path, otherPaths, relevance, matched, metadata }) => ({
      path,
      otherPaths,
      relevance,
      matched,
      metadata,
    })),
  };
}
