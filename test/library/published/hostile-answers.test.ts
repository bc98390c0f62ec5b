// A database that is not what it seems: more rows than were asked for, and values of other types.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import { beginRequest, type PublishedRequest } from '#src/library/published/read/request.js';
import type { Library } from '#src/library/types/library.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

describe.skipIf(POSTGRES === undefined)('a hostile database (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  let database: Database;
  let request: PublishedRequest;
  let server: Library;

  beforeAll(async () => {
    const url = await makeDatabase();
    for (let i = 0; i < 4; i++) await writePicture(join(home, `${i}.png`), i, { width: 8, height: 8 });
    const library = await openFakeLibrary({ path: join(home, 'library') });
    await indexPaths(library, [home]);
    await library.publish(url);
    await library.close();
    database = await Database.open(url);
    server = await openPublished(url, {}, fakeDependencies().dependencies);
    request = await beginRequest(database as never);
  });
  afterAll(() => Promise.all([server?.close(), database?.close()]));

  it('ends the connection at the first row too many of a million', async () => {
    const million = request.query(() => 'SELECT generate_series(1, 1000000) AS id', 10);
    await expect(million).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('10 rows') });
    expect(await request.query(() => 'SELECT 1 AS id', 1)).toEqual([{ id: 1 }]);
  });

  it.each([[null], ['NaN'], [Number.NaN], ['1e400'], [-1], [0], [1.5], [{}], [true], ['9007199254740993']])(
    'has %s as no id',
    (value) => {
      expect(() => request.toId(value)).toThrow(expect.objectContaining({ code: 'engine-failed' }));
    },
  );

  it.each([[null], ['0.5'], [Number.NaN], [Number.POSITIVE_INFINITY], [2]])('has %s as no cosine', (value) => {
    expect(() => request.toCosine(value)).toThrow(expect.objectContaining({ code: 'engine-failed' }));
  });

  it('answers with an error where a column of the order has become another', async () => {
    await database.query('ALTER TABLE photoseek.file RENAME COLUMN sort_name TO lost');
    await database.query("ALTER TABLE photoseek.file ADD COLUMN sort_name bytea DEFAULT '\\x00'");
    const asked = server.search('is:photo', { sort: 'name', limit: 2 });
    await expect(
      asked.then(({ nextCursor }) => server.search('is:photo', { sort: 'name', limit: 2, cursor: nextCursor ?? '' })),
    ).rejects.toMatchObject({
      code: 'engine-failed',
    });
    expect((await server.search('is:photo', { limit: 2 })).results).toHaveLength(2);
  });

  it('tells the spaces of what is published', async () => {
    expect(await server.spaces()).toMatchObject([
      { state: 'active', photos: 4, vectors: 4, missing: 0, subject: 'whole' },
    ]);
  });
});
