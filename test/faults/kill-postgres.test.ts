import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toVectorSource } from '#src/library/spaces/vector-source.js';
import { Catalogue } from '#src/store/catalogue.js';
import { checkGraph } from '#src/vectors/check-graph.js';
import { compareWithAll } from '#src/vectors/compare-with-all.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { createRandom } from '../support/images/random-images.js';
import { fillLibrary, makeOutcomes } from '../support/libraries/filled-library.js';
import { findServerPrograms, PostgresServer } from '../support/postgres/server.js';
import { withDatabase } from '../support/postgres/spaces.js';
import { startNode } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { makeUnit } from '../support/vectors/synthetic-vectors.js';

const CHILD = fileURLToPath(new URL('../support/processes/follow-postgres.mjs', import.meta.url));
const KILLS = 10;
/** Turns in which the server is stopped hard, too. */
const STOPS = [3, 7];
/** More than are followed before a process is killed. */
const AT_FIRST = 6000;
const ADDED = 1200;
const REMOVED = 300;

const programs = await findServerPrograms();
if (programs === undefined)
  console.warn('skipped: killing processes that write to PostgreSQL, which needs PHOTOSEEK_TEST_POSTGRES here');

describe.skipIf(programs === undefined)('a process that sends vectors to PostgreSQL', () => {
  const path = join(makeTemporaryFolder(), 'library');
  let server: PostgresServer;
  beforeAll(async () => {
    // A server as it is operated: with fsync, which a hard stop needs.
    server = await PostgresServer.start(programs as string, { settings: ['fsync = on', 'shared_buffers = 32MB'] });
    await fillLibrary(path, 1, AT_FIRST, 'exact');
  }, 300_000);

  afterAll(() => server?.delete());

  it('loses nothing and brings nothing back, killed ten times while the server is stopped hard twice', async () => {
    const random = createRandom(31);
    const address = server.address();
    const catalogue = new Catalogue(path, { create: false });
    const [model] = catalogue.spaces.list();
    if (model === undefined) throw new Error('The library has no model.');
    const source = toVectorSource(catalogue, model);
    const change = (turn: number) => {
      catalogue.files.record(makeOutcomes(AT_FIRST + 1 + turn * ADDED, ADDED, model.dim));
      const files = catalogue.files.listUnder('/nowhere').map(({ id }) => id);
      catalogue.files.remove(
        Array.from({ length: REMOVED }, () => files[Math.floor(random() * files.length)] as number),
      );
    };
    const readCursor = () =>
      withDatabase(async (database) => {
        const [made] = await database.query<{ no: boolean }>(
          "SELECT to_regclass('photoseek.vector_space') IS NULL AS no",
        );
        if (made?.no) return 0;
        const sql = 'SELECT coalesce(max(last_vector_id), 0)::int AS n FROM photoseek.vector_space';
        return (await database.query<{ n: number }>(sql))[0]?.n ?? 0;
      }, address);
    let killed = 0;
    let amid = 0;
    for (let turn = 0; turn < KILLS; turn++) {
      if (turn > 0) change(turn);
      const running = startNode([CHILD, path, address]);
      await running.said(/following/);
      if (STOPS.includes(turn)) {
        await sleep(400 * random());
        server.stop('immediate');
        server.start();
      }
      await sleep(200 + 900 * random());
      running.child.kill('SIGKILL');
      const { signal, stderr } = await running.ended;
      expect(stderr).toBe('');
      if (signal === 'SIGKILL') killed++;
      if ((await readCursor()) < (await source.lastVectorId())) amid++;
    }
    expect(killed).toBe(KILLS);

    const space = new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', server: address });
    const total = await source.count();
    // A build that a killed process has begun goes on in the server.
    await expect
      .poll(() => space.flush().then(() => space.status()), { timeout: 60_000 })
      .toEqual({ size: total, indexed: total, unindexed: 0 });
    console.log(`killed ${killed} times, ${amid} of them before everything was sent; ${total} vectors at the end`);
    expect(amid).toBeGreaterThan(0);
    const check = await checkGraph(source, '', { server: address });
    expect(check).toMatchObject({ unusable: undefined, examined: total, disagreeing: 0, problems: [], newer: 0 });
    expect(check.recall).toBeGreaterThan(0.95);
    const ids = await withDatabase(async (database) => {
      const [row] = await database.query<{ id: number }>('SELECT id FROM photoseek.vector_space');
      const sql = `SELECT array_agg(id::int ORDER BY id) AS ids FROM photoseek.vector_${row?.id} WHERE v IS NOT NULL`;
      return (await database.query<{ ids: number[] }>(sql))[0]?.ids;
    }, address);
    expect(ids).toEqual((await source.listAfter(0, total + 1)).ids);
    // More than the graph gives: compared with all, there and here.
    const queries = [1, 2, 3].map(() => makeUnit(random, model.dim));
    const found = await space.search(queries, 1500);
    const expected = await compareWithAll(source, queries, 1500, undefined);
    found.forEach((neighbours, i) => {
      const worst = expected[i]?.cosines.at(-1) as number;
      for (const cosine of neighbours.cosines) expect(cosine).toBeGreaterThan(worst - 1e-3);
      expect(neighbours.ids.slice(0, 10)).toEqual(expected[i]?.ids.slice(0, 10));
    });
    await space.close();
    catalogue.close();
  }, 300_000);
});
