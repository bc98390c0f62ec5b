// A root that two libraries share, in one process, through a real PostgreSQL.
import { once } from 'node:events';
import { cp, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const SMALL = { width: 8, height: 8 };

describe.skipIf(POSTGRES === undefined)('a shared root (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  const elsewhere = join(home, 'elsewhere');
  let url: string;
  let first: Library;
  let second: Library;
  const claim = (library: Library, path = photos, more = {}) =>
    library.claim(url, { root: { id: 'archive', path }, leaseMs: 60_000, ...more });

  beforeAll(async () => {
    url = await makeDatabase();
    await mkdir(join(photos, 'below'), { recursive: true });
    for (let i = 0; i < 30; i++) await writePicture(join(photos, i % 2 ? 'below' : '.', `${i}.png`), i, SMALL);
    await writeFile(join(photos, 'broken.png'), 'no picture');
    first = await openFakeLibrary({ path: join(home, 'first') });
    second = await openFakeLibrary({ path: join(home, 'second') });
  });
  afterAll(async () => {
    await first?.close();
    await second?.close();
  });

  it('is not begun where thumbnails have no place: what is wrong with it is said at once', async () => {
    const bucket = createServer((_request, response) => void response.writeHead(404).end());
    await once(bucket.listen(0, '127.0.0.1'), 'listening');
    const { port } = bucket.address() as AddressInfo;
    const wrong = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'tests', AWS_SECRET_ACCESS_KEY: 'tests' };
    for (const [name, value] of Object.entries(wrong)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${port}`);
    const code = (thumbnails: string) =>
      claim(first, photos, { thumbnails }).then(
        () => 'none',
        (error) => error.code,
      );
    expect(await code('s3://nowhere/thumbnails')).toBe('bucket-refused');
    bucket.close();
    expect(await code('s3://nowhere/thumbnails')).toBe('bucket-unreachable');
    vi.unstubAllEnvs();
    expect(await code(join(photos, 'broken.png', 'below'))).not.toBe('none');
    expect(await countPhotos(first)).toBe(0);
    const database = await Database.open(url);
    const [row] = await database.query<{ made: string | null }>("SELECT to_regclass('photoseek.claim')::text AS made");
    await database.close();
    expect(row?.made).toBeNull();
  });

  it('is indexed by the machines that are there, and what fails is done, too', async () => {
    const report = await claim(first);
    expect(report).toMatchObject({ own: 30, done: 31, total: 31, removed: 0 });
    expect(report.failed.map(({ code }) => code)).toEqual(['not-an-image']);
    expect(await claim(second)).toMatchObject({ own: 0, done: 31, failed: [] });
    expect(await countPhotos(second)).toBe(0);
    expect(await listPlaces(url)).toHaveLength(30);
  });

  it('has the keys of a machine published that finds nothing to index, and those that are revoked', async () => {
    const stop = new AbortController();
    const idle = await openFakeLibrary({ path: join(home, 'idle') });
    const { key } = await idle.keys.create({ name: 'before' });
    const watching = claim(idle, photos, { watch: true, keys: true, signal: stop.signal }).catch(({ code }) => code);
    const database = await Database.open(url);
    const list = async () =>
      (
        await database.query<{ name: string; revoked: boolean }>(
          'SELECT name, revoked_at_ms IS NOT NULL AS revoked FROM photoseek.api_key ORDER BY name',
        )
      ).map(({ name, revoked }) => `${name} ${revoked}`);
    const patience = { timeout: 60_000, interval: 50 };
    await expect.poll(list, patience).toEqual(['before false']);
    await idle.keys.create({ name: 'later' });
    await idle.keys.revoke(key.id);
    await expect.poll(list, patience).toEqual(['before true', 'later false']);
    stop.abort();
    expect(await watching).toBe('aborted');
    expect(await idle.unpublish(url)).toBe(0);
    await database.close();
    await idle.close();
  });

  it('is not touched by other index runs of these libraries', async () => {
    const report = await indexPaths(second, [photos]);
    expect(report).toMatchObject({ indexed: 0, removed: 0 });
    expect(report.notices).toMatchObject([{ code: 'path-excluded', message: expect.stringContaining('--claim') }]);
    expect(await indexPaths(first, [photos])).toMatchObject({ indexed: 0, removed: 0 });
    expect(await countPhotos(first)).toBe(30);
  });

  it('has new, changed and removed files brought up to date, by the same paths on every machine', async () => {
    await writePicture(join(photos, '0.png'), 100, SMALL);
    await utimes(join(photos, '0.png'), new Date(), new Date(Date.now() - 60_000));
    await writePicture(join(photos, 'new.png'), 101, SMALL);
    await rm(join(photos, '2.png'));
    // Another machine reaches the root by another path. What has an owner it leaves to that, as long as a lease, and then takes over.
    const third = await openFakeLibrary({ path: join(home, 'third') });
    await cp(photos, join(home, 'mounted'), { recursive: true, preserveTimestamps: true });
    await Promise.all([
      claim(third, join(home, 'mounted'), { leaseMs: 1000 }),
      claim(first, photos, { leaseMs: 1000 }),
    ]);
    await third.close();
    const places = await listPlaces(url);
    expect(places).toHaveLength(30);
    expect(new Set(places.map(({ path }) => path)).size).toBe(30);
    expect(places.filter(({ name }) => name === 'new.png')).toMatchObject([{ path: join(photos, 'new.png') }]);
    expect(places.filter(({ name }) => name === '2.png')).toEqual([]);
  });

  it('loses nothing where its folder is empty or another one', async () => {
    await rename(photos, elsewhere);
    await mkdir(photos);
    await writePicture(join(photos, 'other.png'), 200, SMALL);
    await expect(claim(first)).rejects.toMatchObject({
      code: 'path-not-found',
      hint: expect.stringContaining('--prune'),
    });
    await rm(photos, { recursive: true });
    await rename(elsewhere, photos);
    expect((await listPlaces(url)).filter(({ name }) => name !== 'other.png')).toHaveLength(30);
    // What was looked for while the root was walked is looked for again by the next walk.
    for (let walk = 0; walk < 2; walk++) await claim(first);
    expect(await listPlaces(url)).toHaveLength(30);
  });

  it('moves to another library when its owner is given up, and does not come back with it', async () => {
    const database = await Database.open(url);
    await database.query("UPDATE photoseek.claim SET owner = NULL, done = '', leased_until = NULL");
    await database.close();
    await claim(second);
    expect(await countPhotos(second)).toBe(30);
    // A publication of what is not its own any more changes nothing.
    await first.publish(url, { full: true });
    const places = await listPlaces(url);
    expect(places).toHaveLength(30);
    expect(new Set(places.map(({ library }) => library)).size).toBe(1);
    await claim(first);
    expect(await countPhotos(first)).toBe(0);
    expect(await listPlaces(url)).toEqual(places);
  });

  it('is refused within another root of the library, and without a folder', async () => {
    await expect(claim(second, join(photos, 'below'))).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(claim(second, join(home, 'nowhere'))).rejects.toMatchObject({ code: 'path-not-found' });
    const bad = second.claim(url, { root: { id: '../x', path: photos } });
    await expect(bad).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining('"../x"') });
  });
});

async function countPhotos(library: Library): Promise<number> {
  const { photos } = await library.stats();
  return photos;
}

async function listPlaces(url: string): Promise<{ path: string; name: string; library: string }[]> {
  const database = await Database.open(url);
  try {
    return await database.query(
      `SELECT path, relative_path AS name, library_id AS library FROM photoseek.file WHERE root_id = 'archive' ORDER BY path, library_id`,
    );
  } finally {
    await database.close();
  }
}
