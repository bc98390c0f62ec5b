// Two processes with a library each index one root through a real PostgreSQL. The encoder is a fake that waits: that is what the time is measured of.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { describeFakeModel } from '../../support/encoder/fake-encoder.js';
import { writePicture } from '../../support/images/random-images.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { type Running, startNode } from '../../support/processes/run-command.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const CHILD = fileURLToPath(new URL('../../support/processes/claim-slowly.mjs', import.meta.url));
const PHOTOS = 240;
const FOLDERS = 6;

describe.skipIf(POSTGRES === undefined)('a root that two processes index (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  const options = (msPerImage: number, leaseMs: number) =>
    JSON.stringify({ model: describeFakeModel(), msPerImage, leaseMs });
  const start = (name: string, url: string, json: string) => startNode([CHILD, join(home, name), url, photos, json]);

  beforeAll(async () => {
    for (let folder = 0; folder < FOLDERS; folder++) await mkdir(join(photos, `${folder}`), { recursive: true });
    for (let i = 0; i < PHOTOS; i++)
      await writePicture(join(photos, `${i % FOLDERS}`, `${i}.png`), i, { width: 32, height: 32 });
  });

  it('is indexed once by both together, in little more than half of the time', async () => {
    const [alone, shared] = [await makeDatabase(), await makeDatabase()];
    const json = options(150, 60_000);
    const one = await finish(start('alone', alone, json));
    expect(one).toMatchObject({ done: PHOTOS, total: PHOTOS, own: PHOTOS, encoded: PHOTOS, failed: [] });
    const two = [start('first', shared, json), start('second', shared, json)];
    const [first, second] = await Promise.all(two.map(finish));
    if (first === undefined || second === undefined) throw new Error('no report');
    expect(first.encoded + second.encoded).toBe(PHOTOS);
    expect(first.own + second.own).toBe(PHOTOS);
    expect(await listPlaces(shared)).toEqual(await listPlaces(alone));
    const speedUp = one.tookMs / Math.max(first.tookMs, second.tookMs);
    console.log(
      `one ${one.tookMs} ms, two ${first.tookMs} and ${second.tookMs} ms: ${speedUp.toFixed(2)} times as fast; ${first.own} + ${second.own} files`,
    );
    // Counted, because another process may slow down either run: nobody does much more than half of the work.
    expect(Math.max(first.encoded, second.encoded)).toBeLessThan(0.65 * PHOTOS);
  });

  it('is indexed whole when one of them is killed: the other takes over what it had claimed', async () => {
    const url = await makeDatabase();
    const killed = start('killed', url, options(100, 2000));
    // In the middle of a portion that it has claimed.
    await killed.said(/encoded 4\d/);
    killed.child.kill('SIGKILL');
    const { signal } = await killed.ended;
    expect(signal).toBe('SIGKILL');
    const [left] = await read<{ claimed: string }>(
      url,
      'SELECT count(*) AS claimed FROM photoseek.claim WHERE owner IS NOT NULL AND done IS DISTINCT FROM stamp',
    );
    expect(Number(left?.claimed)).toBeGreaterThan(0);
    const survivor = await finish(start('survivor', url, options(0, 2000)));
    expect(survivor).toMatchObject({ done: PHOTOS, total: PHOTOS, failed: [] });
    const places = await listPlaces(url);
    expect(new Set(places).size).toBe(PHOTOS);
    expect(places.length).toBe(PHOTOS);
    // The dead one comes back, and finds that nothing is left to do; what was taken over is not published twice.
    const back = await finish(start('killed', url, options(0, 2000)));
    expect(back).toMatchObject({ done: PHOTOS, encoded: 0 });
    expect(await listPlaces(url)).toEqual(places);
  });

  it('is not changed by one that was thought dead, and goes on', async () => {
    const url = await makeDatabase();
    const asleep = start('asleep', url, options(100, 2000));
    await asleep.said(/encoded 4\d/);
    asleep.child.kill('SIGSTOP');
    const survivor = await finish(start('awake', url, options(0, 2000)));
    expect(survivor).toMatchObject({ done: PHOTOS, own: PHOTOS, failed: [] });
    const places = await listPlaces(url);
    const owners = () => read(url, 'SELECT library_id AS library, count(*) AS files FROM photoseek.file GROUP BY 1');
    const owned = await owners();
    expect([places.length, owned.length]).toEqual([PHOTOS, 1]);
    asleep.child.kill('SIGCONT');
    expect(await finish(asleep)).toMatchObject({ done: PHOTOS, total: PHOTOS });
    expect(await listPlaces(url)).toEqual(places);
    expect(await owners()).toEqual(owned);
    const [counted] = await read(url, 'SELECT sum(files)::int AS files FROM photoseek.library');
    expect(counted).toEqual({ files: PHOTOS });
  });
});

interface Report {
  done: number;
  total: number;
  own: number;
  encoded: number;
  failed: unknown[];
  tookMs: number;
}

async function finish(running: Running): Promise<Report> {
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Report;
}

/** Every file that is found there, with its content. */
async function listPlaces(url: string): Promise<string[]> {
  // A transaction that was cut off has used up a number.
  const [space] = await read<{ id: number }>(url, 'SELECT id FROM photoseek.space');
  const rows = await read<{ place: string }>(
    url,
    `SELECT relative_path || ' ' || hash AS place FROM photoseek.file JOIN photoseek.content AS content ON content.id = content_id
     WHERE EXISTS (SELECT 1 FROM photoseek.embedding_${space?.id} AS vector WHERE vector.content_id = content.id) ORDER BY 1`,
  );
  return rows.map(({ place }) => place);
}

async function read<Row>(url: string, sql: string): Promise<Row[]> {
  const database = await Database.open(url);
  try {
    return await database.query<Row>(sql);
  } finally {
    await database.close();
  }
}
