// A server with a read replica by streaming replication: a primary and a standby as processes, which are stopped, held back and replaced.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import type { ReplicaStatus } from '#src/library/published/read/replica/types.js';
import { PUBLISHED_SCHEMA } from '#src/library/published/schema.js';
import type { PublishedOptions } from '#src/library/published/types.js';
import type { Library } from '#src/library/types/library.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { findServerPrograms, PostgresServer } from '../../support/postgres/server.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const programs = await findServerPrograms();

/** Of a slow machine beside other tests. */
const PATIENCE = { timeout: 60_000, interval: 50 };

describe.skipIf(programs === undefined)('a read replica (programs of PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  let primary: PostgresServer;
  let replica: PostgresServer;
  let library: Library;
  let server: Library;
  const statuses: ReplicaStatus[] = [];

  const open = (options: PublishedOptions) =>
    openPublished(primary.address(), options, fakeDependencies().dependencies);
  const count = async () => (await server.search('ext:png', { limit: 100 })).results.length;
  const waitFor = (state: ReplicaStatus['state']) =>
    vi.waitFor(() => expect(statuses.at(-1)?.state).toBe(state), PATIENCE);
  const publish = async (name: string, seed: number) => {
    await writePicture(join(photos, name), seed, { width: 8, height: 8 });
    await indexPaths(library, [photos]);
    await library.publish(primary.address(), { keys: true });
  };

  beforeAll(async () => {
    primary = await PostgresServer.start(programs as string, {
      settings: ['shared_buffers = 16MB'],
      rules: ['host all all all trust', 'host replication all all trust'],
    });
    await mkdir(photos);
    await mkdir(join(home, 'strange'));
    library = await openFakeLibrary({ path: join(home, 'library') });
    await library.keys.create({ name: 'phone' });
    await publish('first.png', 1);
    replica = await primary.startReplica();
    server = await open({
      replica: replica.address(),
      maxReplicaLagMs: 3000,
      onReplica: (status) => statuses.push(status),
    });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([library?.close(), server?.close()]);
    replica?.delete();
    primary?.delete();
  });

  it('answers reads', async () => {
    await waitFor('used');
    await publish('second.png', 2);
    await vi.waitFor(async () => expect(await count()).toBe(2), PATIENCE);
    expect(statuses.at(-1)).toMatchObject({ state: 'used', reason: null });
  });

  it('answers alone while the primary is stopped, keys included', async () => {
    primary.stop('fast');
    expect(await count()).toBe(2);
    expect(await server.keys.list()).toMatchObject([{ name: 'phone' }]);
    await vi.waitFor(() => expect(statuses.at(-1)).toMatchObject({ state: 'used', lagSeconds: null }), PATIENCE);
    expect(await count()).toBe(2);
    primary.start();
    await vi.waitFor(() => expect(statuses.at(-1)).toMatchObject({ state: 'used', lagSeconds: 0 }), PATIENCE);
  });

  it('is passed over while it is lost, without an answer that is missing', async () => {
    const asked: Promise<number>[] = [];
    const asking = setInterval(() => asked.push(count()), 20);
    replica.stop('immediate');
    await waitFor('lost');
    expect(await count()).toBe(2);
    replica.start();
    await waitFor('used');
    clearInterval(asking);
    expect(new Set(await Promise.all(asked))).toEqual(new Set([2]));
    expect(asked.length).toBeGreaterThan(0);
  });

  it('is passed over while it shows changes too late, and used again when it has caught up', async () => {
    await run(replica, 'SELECT pg_wal_replay_pause()');
    await publish('third.png', 3);
    await waitFor('behind');
    expect(statuses.at(-1)?.lagSeconds).toBeGreaterThan(3);
    expect(statuses.at(-1)?.reason).toMatch(/^127\.0\.0\.1:\d+\/postgres shows changes \d+ seconds late/);
    expect(await count()).toBe(3);
    await run(replica, 'SELECT pg_wal_replay_resume()');
    await waitFor('used');
    expect(await count()).toBe(3);
    expect(statuses.at(-1)?.lagSeconds).toBe(0);
  });

  it('is waited for while it has tables of an earlier version', async () => {
    await run(primary, `UPDATE photoseek.publication SET schema_version = ${PUBLISHED_SCHEMA - 1}`);
    await vi.waitFor(async () => expect(await readVersion(replica)).toBe(PUBLISHED_SCHEMA - 1), PATIENCE);
    await run(replica, 'SELECT pg_wal_replay_pause()');
    await run(primary, `UPDATE photoseek.publication SET schema_version = ${PUBLISHED_SCHEMA}`);
    await waitFor('different');
    expect(statuses.at(-1)?.reason).toMatch(/has version \d+ of the tables, and the primary \d+/);
    await run(replica, 'SELECT pg_wal_replay_resume()');
    await waitFor('used');
  });

  it('with tables that are newer than the program is refused, as the primary is', async () => {
    await run(primary, `UPDATE photoseek.publication SET schema_version = ${PUBLISHED_SCHEMA + 1}`);
    await vi.waitFor(() => expect(count()).rejects.toMatchObject({ code: 'published-newer' }), PATIENCE);
    await run(primary, `UPDATE photoseek.publication SET schema_version = ${PUBLISHED_SCHEMA}`);
    await vi.waitFor(async () => expect(await count()).toBe(3), PATIENCE);
  });

  it('may be stopped when a server starts, and must be one', async () => {
    replica.stop('fast');
    const seen: ReplicaStatus[] = [];
    const other = await open({ replica: replica.address(), onReplica: (status) => seen.push(status) });
    expect(seen[0]).toMatchObject({ state: 'lost', lagSeconds: null });
    expect((await other.search('ext:png')).results).toHaveLength(3);
    replica.start();
    await vi.waitFor(() => expect(seen.at(-1)?.state).toBe('used'), PATIENCE);
    expect((await other.search('ext:png')).results).toHaveLength(3);
    await other.close();

    await run(primary, 'CREATE DATABASE elsewhere');
    const elsewhere = primary.address({ database: 'elsewhere' });
    await expect(open({ replica: elsewhere })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('Nothing is published in'),
    });
    const stranger = await openFakeLibrary({ path: join(home, 'stranger') });
    for (let i = 0; i < 9; i++) {
      await writePicture(join(home, `strange/${i}.png`), 50 + i, { width: 8, height: 8 });
      await indexPaths(stranger, [join(home, 'strange')]);
      await stranger.publish(elsewhere);
    }
    await stranger.close();
    await expect(open({ replica: elsewhere })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('holds other libraries'),
    });
  });
});

async function run(server: PostgresServer, sql: string): Promise<void> {
  const database = await Database.open(server.address());
  await database.query(sql);
  await database.close();
}

async function readVersion(server: PostgresServer): Promise<number | undefined> {
  const database = await Database.open(server.address());
  const [row] = await database.query<{ version: number }>(
    'SELECT schema_version AS version FROM photoseek.publication',
  );
  await database.close();
  return row?.version;
}
