import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { createPgvectorEngine } from '#src/vectors/engines/pgvector/pgvector-engine.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import type { Engine } from '#src/vectors/port.js';
import { POSTGRES } from '../../../support/postgres/address.js';
import { FakeVectorSource } from '../../../support/vectors/fake-vector-source.js';
import { findNearest, joinVectors, makeRandom, makeUnits } from '../../../support/vectors/synthetic-vectors.js';
import { describeVectorIndex, nextLocation } from '../../vector-index.contract.js';

if (POSTGRES === undefined) {
  describe('the pgvector engine', () => {
    it.skip('needs a server: PHOTOSEEK_TEST_POSTGRES names its address', () => {});
  });
} else {
  const url = POSTGRES;
  /** A run of the tests leaves nothing that the next would find: each location is a library of its own. */
  const run = `${Date.now()}-${process.pid}`;
  const real = createPgvectorEngine(url);
  const place = <L extends Parameters<Engine['open']>[0]>(location: L): L => ({
    ...location,
    identity: { ...location.identity, libraryId: `${run}${location.path}` },
  });
  const engine: Engine = {
    name: real.name,
    open: (location) => real.open(place(location)),
    readCursor: (location) => (real.readCursor as NonNullable<Engine['readCursor']>)(place(location)),
  };
  describeVectorIndex('the pgvector engine', engine, { isPersistent: true });

  describe('the graph of the pgvector engine', () => {
    const DIM = 64;
    it('answers nearly as a comparison does, also behind filters, and as many as are there', async () => {
      const index = await engine.open(nextLocation(DIM));
      const vectors = makeUnits(makeRandom(1), DIM, 6000);
      const ids = vectors.map((_, i) => i + 1);
      await index.apply({
        add: { ids, data: joinVectors(vectors) },
        remove: [],
        cursor: { lastVectorId: 6000, lastRemovedSeq: 0 },
      });
      expect(index.status()).toEqual({ size: 6000, indexed: 0, unindexed: 6000 });
      await index.flush();
      expect(index.status()).toEqual({ size: 6000, indexed: 6000, unindexed: 0 });
      const all = new Map(vectors.map((vector, i) => [i + 1, vector]));
      const half = ids.filter((id) => id % 2 === 0);
      const few = ids.filter((id) => id % 100 === 0);
      for (const allowed of [undefined, half, few]) {
        const allow = allowed && IdSet.from(allowed);
        const among = new Map([...all].filter(([id]) => allow?.has(id) ?? true));
        let hits = 0;
        for (const query of makeUnits(makeRandom(2), DIM, 20)) {
          const [found] = await index.search([query], 10, { allow });
          const expected = findNearest(among, query, 10).ids;
          expect(found?.ids).toHaveLength(10);
          hits += expected.filter((id) => found?.ids.includes(id)).length;
        }
        expect(hits / 200).toBeGreaterThan(0.9);
      }
      // More than the graph gives.
      for (const k of [200, 1000, 3000])
        expect((await index.search([vectors[0] as Float32Array], k))[0]?.ids).toHaveLength(k);
      await index.close();
    }, 120_000);
  });

  describe('several processes with one table', () => {
    it('follow one library together: nothing is lost, nothing comes back', async () => {
      const source = new FakeVectorSource(32, 1, `${run}-shared`);
      const open = () => new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', server: url });
      const spaces = [open(), open(), open()];
      for (let step = 0; step < 6; step++) {
        source.add(700);
        source.remove([step * 700 + 3, step * 700 + 5]);
        await Promise.all(spaces.map((space) => space.refresh()));
        for (const space of spaces) expect(space.size).toBe(source.vectors.size);
      }
      const query = makeUnits(makeRandom(9), 32, 1)[0] as Float32Array;
      const expected = findNearest(source.vectors, query, 20).ids;
      for (const space of spaces) expect((await space.search([query], 20))[0]?.ids).toEqual(expected);
      await Promise.all(spaces.map((space) => space.close()));
    });

    it('go on when the server ends their connections', async () => {
      const source = new FakeVectorSource(32, 2, `${run}-ended`);
      source.add(50);
      const space = new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', server: url });
      const query = makeUnits(makeRandom(9), 32, 1)[0] as Float32Array;
      const expected = findNearest(source.vectors, query, 5).ids;
      await space.refresh();
      const other = await Database.open(url);
      await other.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'photoseek' AND pid <> pg_backend_pid()",
      );
      for (let i = 0; i < 3; i++) expect((await space.search([query], 5))[0]?.ids).toEqual(expected);
      await Promise.all([space.close(), other.close()]);
    });
  });

  describe('a database that is not as it must be', () => {
    it.each([
      ['is not there', '/no-such-database', 'engine-refused'],
      ['lies behind a port where nobody listens', undefined, 'engine-unreachable'],
    ])('%s', async (_, path, code) => {
      const wrong = new URL(url);
      if (path === undefined) wrong.port = '9';
      else wrong.pathname = path;
      await expect(createPgvectorEngine(wrong.href).open(nextLocation(8))).rejects.toMatchObject({ code });
    });

    it('has no pgvector, and its user may not create it', async () => {
      const database = await Database.open(url);
      const name = `bare_${process.pid}`;
      await database.query(`CREATE DATABASE ${name}`);
      await database.query(`CREATE ROLE ${name} LOGIN`);
      const bare = new URL(url);
      bare.pathname = `/${name}`;
      bare.username = name;
      await expect(createPgvectorEngine(bare.href).open(nextLocation(8))).rejects.toMatchObject({
        code: 'engine-too-old',
        hint: expect.stringContaining('0.8.0'),
      });
      await database.query(`DROP DATABASE ${name}`);
      await database.query(`DROP ROLE ${name}`);
      await database.close();
    });
  });
}
