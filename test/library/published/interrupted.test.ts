// Publishing that is cut off anywhere goes on where it was: nothing is lost, nothing is there twice.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import type { Library } from '#src/library/types/library.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** Three batches. */
const PHOTOS = 230;

describe.skipIf(POSTGRES === undefined)('publishing that is cut off (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  let library: Library;
  let whole: string[];

  beforeAll(async () => {
    await mkdir(photos);
    for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.png`), i, { width: 8, height: 8 });
    library = await openFakeLibrary({ path: join(home, 'library') });
    await indexPaths(library, [photos]);
    const url = await makeDatabase();
    expect((await library.publish(url)).sent).toBe(PHOTOS);
    whole = await dump(url);
  });
  afterAll(() => library?.close());

  it('is listed whole in any order, however many photos fulfil the filters', async () => {
    const url = await makeDatabase();
    await library.publish(url);
    const server = await openPublished(url, {}, fakeDependencies().dependencies);
    for (const sort of ['name', 'size', 'taken'] as const) {
      const [there, here] = await Promise.all(
        [server, library].map((one) => one.search('ext:png', { sort, limit: 1000 })),
      );
      expect(there?.results.map(({ path }) => path).sort()).toEqual(here?.results.map(({ path }) => path).sort());
      expect(there?.results).toHaveLength(PHOTOS);
    }
    await server.close();
  });

  it('goes on with the batch that it was stopped before', async () => {
    const url = await makeDatabase();
    const stop = new AbortController();
    const first = library.publish(url, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(await library.publish(url)).toMatchObject({ photos: PHOTOS - 100, sent: PHOTOS - 100 });
    expect(await dump(url)).toEqual(whole);
  });

  it('is whole after its connections were cut at any moment', async () => {
    const url = await makeDatabase();
    const other = await Database.open(POSTGRES as string);
    const name = new URL(url).pathname.slice(1);
    let cuts = 0;
    for (let isDone = false; !isDone; cuts++) {
      let cut: Promise<unknown> | undefined;
      const timer = setTimeout(
        () => {
          cut = other.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
        },
        40 + cuts * 25,
      );
      isDone = await library.publish(url).then(
        () => true,
        (error) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^engine-(unreachable|failed)$/) });
          return false;
        },
      );
      clearTimeout(timer);
      // One that comes late must not hit what follows.
      await cut;
    }
    await other.close();
    expect(cuts).toBeGreaterThan(1);
    expect(await library.publish(url)).toMatchObject({ sent: 0, removed: 0 });
    expect(await dump(url)).toEqual(whole);
  });

  it('by two processes at a time ends as by one', async () => {
    const url = await makeDatabase();
    await Promise.all([library.publish(url), library.publish(url)]);
    await library.publish(url);
    expect(await dump(url)).toEqual(whole);
  });

  it('follows the library until it is told to stop', async () => {
    const url = await makeDatabase();
    const stop = new AbortController();
    const reports: number[] = [];
    const following = library.publish(url, {
      ...{ follow: true, signal: stop.signal },
      onReport: ({ sent, removed }) => {
        reports.push(sent, removed);
        if (removed > 0) stop.abort();
        else if (reports.length === 2) void rm(join(photos, '7.png')).then(() => indexPaths(library, [photos]));
      },
    });
    await expect(following).rejects.toMatchObject({ code: 'aborted' });
    expect(reports.slice(0, 2)).toEqual([PHOTOS, 0]);
    expect(reports.at(-1)).toBe(1);
  });
});

/** All rows that are read, without the ids that the database gave them. */
async function dump(url: string): Promise<string[]> {
  const database = await Database.open(url);
  // Transactions that were cut off have used up numbers: the first space need not be the first number.
  const [space] = await database.query<{ id: number }>('SELECT id FROM photoseek.space');
  const vectors = `photoseek.embedding_${space?.id}`;
  const rows = await database.query<{ row: string }>(
    `SELECT concat_ws(' ', content.hash, file.path, file.words, file.size_bytes, frame.width, vector.v, holding.digest) AS row
     FROM photoseek.content AS content JOIN photoseek.file AS file ON file.content_id = content.id
     JOIN photoseek.frame AS frame ON frame.content_id = content.id JOIN ${vectors} AS vector ON vector.content_id = content.id
     JOIN photoseek.holding AS holding ON holding.content_id = content.id ORDER BY 1`,
  );
  const [counts] = await database.query(
    `SELECT (SELECT count(*) FROM photoseek.content) AS contents, (SELECT count(*) FROM photoseek.file) AS files, (SELECT count(*) FROM ${vectors}) AS vectors,
       (SELECT sum(files) FROM photoseek.library) AS counted, (SELECT sum(tokens) FROM photoseek.library) AS tokens`,
  );
  await database.close();
  return [JSON.stringify(counts), ...rows.map(({ row }) => row)];
}
