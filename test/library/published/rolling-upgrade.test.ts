// Servers are replaced first, indexing machines after them: with tables of two versions, and programs of both.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import { PUBLISHED_SCHEMA } from '#src/library/published/schema.js';
import type { Library } from '#src/library/types/library.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { writePicture } from '../../support/images/random-images.js';
import { fillRegions, type MadeRegion } from '../../support/libraries/fill-regions.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { toEarlierTables } from '../../support/postgres/earlier-tables.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** As a detector of an older version finds it. */
const RED_BUS: Omit<MadeRegion, 'path'> = {
  ...{ kind: 'object', label: 'bus', score: 0.9 },
  box: { x: 0, y: 0, width: 0.5, height: 0.5 },
};

describe.skipIf(POSTGRES === undefined)('a rolling upgrade (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  let url: string;
  let library: Library;
  const open = () => openPublished(url, {}, fakeDependencies().dependencies);
  const find = async (server: Library, query: string) =>
    (await server.search(query, { all: true, limit: 100 })).results.length;
  const count = async (server: Library) => (await server.search('ext:png', { limit: 100 })).results.length;

  beforeAll(async () => {
    url = await makeDatabase();
    await mkdir(photos);
    for (let i = 0; i < 5; i++) await writePicture(join(photos, `${i}.png`), i, { width: 8, height: 8 });
    library = await openFakeLibrary({ path: join(home, 'library') });
    await indexPaths(library, [photos]);
    await library.close();
    fillRegions(
      join(home, 'library'),
      [0, 1].map((i) => ({ ...RED_BUS, path: join(photos, `${i}.png`) })),
    );
    library = await openFakeLibrary({ path: join(home, 'library') });
    await library.publish(url);
    for (const statement of toEarlierTables(2)) await run(url, statement);
  });
  afterAll(() => library?.close());

  it('goes on without an answer that is missing, while indexing machines bring the tables up to date', async () => {
    const server = await open();
    expect(await count(server)).toBe(5);
    expect(await read(url)).toBe(2);
    // What is missing in tables of that version is not known, and no error.
    expect(await find(server, 'object:bus')).toBe(2);
    expect(await find(server, 'object:"red bus"')).toBe(0);
    expect(await find(server, 'red bus')).toBe(5);
    for (const ask of [() => server.roots(), () => server.failures()])
      await expect(ask()).rejects.toMatchObject({ code: 'not-published', hint: expect.stringContaining('next pass') });
    await writePicture(join(photos, 'new.png'), 50, { width: 8, height: 8 });
    // As a detector of the new version finds it.
    await library.close();
    fillRegions(join(home, 'library'), [{ ...RED_BUS, path: join(photos, '3.png'), colours: { red: 0.7 } }]);
    library = await openFakeLibrary({ path: join(home, 'library') });
    await indexPaths(library, [photos]);
    // Two at the same time: one of them changes the tables.
    const other = await openFakeLibrary({ path: join(home, 'other') });
    const asked: Promise<number>[] = [];
    const asking = setInterval(() => asked.push(count(server)), 20);
    const [{ sent }] = await Promise.all([library.publish(url), other.publish(url)]);
    clearInterval(asking);
    await other.close();
    expect(sent).toBe(2);
    for (const answer of await Promise.all(asked)) expect([5, 6]).toContain(answer);
    expect(await read(url)).toBe(PUBLISHED_SCHEMA);
    expect(await count(server)).toBe(6);
    expect(await find(server, 'object:bus')).toBe(3);
    expect(await find(server, 'object:"red bus"')).toBe(1);
    const { results } = await server.search('red bus', { all: true });
    expect(results.flatMap(({ evidence }) => evidence.filter(({ type }) => type === 'look'))).toContainEqual(
      expect.objectContaining({ look: 'red', thing: expect.objectContaining({ label: 'bus' }) }),
    );
    expect(await server.roots()).toMatchObject([{ path: photos, files: 6, failed: 0, isMissing: false }]);
    expect(await server.failures()).toEqual([]);
    await server.close();
    const root = { id: 'archive', path: join(home, 'archive') };
    await mkdir(root.path);
    const third = await openFakeLibrary({ path: join(home, 'third') });
    expect(await third.claim(url, { root })).toMatchObject({ total: 0 });
    await third.close();
  });

  it('has servers and indexing machines of the old version refuse the tables of the new one, also while they run', async () => {
    const old = await open();
    expect(await count(old)).toBe(6);
    // What this program is to version 2, one that knows a version more is to this program.
    await run(url, `UPDATE photoseek.publication SET schema_version = ${PUBLISHED_SCHEMA + 1}`);
    const refusal = {
      code: 'published-newer',
      message: expect.stringContaining(
        `version ${PUBLISHED_SCHEMA + 1} of the tables, and this one knows ${PUBLISHED_SCHEMA}`,
      ),
      hint: expect.stringContaining('Servers are brought up to date before'),
    };
    await expect(old.search('red')).rejects.toMatchObject(refusal);
    await expect(open()).rejects.toMatchObject(refusal);
    await expect(library.publish(url)).rejects.toMatchObject(refusal);
    await expect(library.claim(url, { root: { id: 'archive', path: photos } })).rejects.toMatchObject(refusal);
    await run(url, `UPDATE photoseek.publication SET schema_version = ${PUBLISHED_SCHEMA}`);
    expect(await count(old)).toBe(6);
    await old.close();
  });
});

async function run(url: string, sql: string): Promise<object[]> {
  const database = await Database.open(url);
  try {
    return await database.query<object>(sql);
  } finally {
    await database.close();
  }
}

async function read(url: string): Promise<number> {
  const [row] = (await run(url, 'SELECT schema_version AS version FROM photoseek.publication')) as {
    version: number;
  }[];
  return row?.version ?? 0;
}
