// The roles of deploy/roles.sql, which have the least rights: what they are for works, and nothing else.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
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

const ROLES = readFileSync(new URL('../../../deploy/roles.sql', import.meta.url), 'utf8');

describe.skipIf(POSTGRES === undefined)('roles with the least rights (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  // Roles belong to the whole server, which has other tests.
  const suffix = randomBytes(4).toString('hex');
  let administrator: string;
  let indexer: string;
  let server: string;
  let library: Library;

  beforeAll(async () => {
    administrator = await makeDatabase();
    const address = (user: string) => administrator.replace(/\/\/[^@]+@/, `//${user}_${suffix}@`);
    [indexer, server] = [address('indexer'), address('server')];
    const own = ROLES.replace(/^--.*$/gm, '')
      .replace(/\b(photoseek_indexer|photoseek_server|indexer|server)\b(?!_password)/g, `$1_${suffix}`)
      .replace(/:'(\w+)_password'/g, "'$1'");
    for (const statement of own.split(';').filter((each) => each.trim() !== '')) await run(administrator, statement);
    const photos = join(home, 'photos');
    await mkdir(photos);
    for (let i = 0; i < 12; i++) await writePicture(join(photos, `${i}.png`), i, { width: 8, height: 8 });
    library = await openFakeLibrary({ path: join(home, 'library') });
    await indexPaths(library, [photos]);
  });
  afterAll(() => library?.close());

  it('let an indexer publish, share a root, and remove what it has published', async () => {
    expect(await library.publish(indexer)).toMatchObject({ sent: 12 });
    const other = await openFakeLibrary({ path: join(home, 'other') });
    await mkdir(join(home, 'archive'));
    await writePicture(join(home, 'archive', 'one.png'), 99, { width: 8, height: 8 });
    const root = { id: 'archive', path: join(home, 'archive') };
    expect(await other.claim(indexer, { root })).toMatchObject({ own: 1, done: 1 });
    expect(await other.unpublish(indexer)).toBe(1);
    await other.close();
    expect(await library.publish(indexer)).toMatchObject({ sent: 0 });
  });

  it('let a server answer, and write nothing', async () => {
    const served = await openPublished(server, {}, fakeDependencies().dependencies);
    expect((await served.search('red', { limit: 5, all: true })).results).toHaveLength(5);
    expect(await served.stats()).toMatchObject({ photos: 12 });
    await served.facets('', {});
    await served.close();
    await expect(library.publish(server)).rejects.toMatchObject({ code: expect.stringMatching(/^engine-/) });
    for (const statement of [
      'DELETE FROM photoseek.file',
      'CREATE TABLE photoseek.mine (id int)',
      'CREATE TABLE public.mine (id int)',
    ])
      await expect(run(`${server}?options=-c%20default_transaction_read_only%3Doff`, statement)).rejects.toThrow(
        /permission denied/,
      );
  });

  it('let an indexer make nothing elsewhere', async () => {
    await expect(run(indexer, 'CREATE TABLE public.mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(run(indexer, 'CREATE SCHEMA mine')).rejects.toThrow(/permission denied/);
    await expect(run(indexer, 'CREATE ROLE mine')).rejects.toThrow(/permission denied/);
  });
});

async function run(url: string, sql: string): Promise<void> {
  const database = await Database.open(url);
  try {
    await database.query(sql);
  } finally {
    await database.close();
  }
}
