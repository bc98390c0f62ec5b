import { describe, expect, it } from 'vitest';
import type { PhotoseekError } from '#src/errors.js';
import { checkGraph } from '#src/vectors/check-graph.js';
import { createPgvectorEngine } from '#src/vectors/engines/pgvector/pgvector-engine.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { POSTGRES } from '../../../support/postgres/address.js';
import { countRows, findTable, follow, makeSource, withDatabase } from '../../../support/postgres/spaces.js';
import { findNearest, makeRandom, makeUnit } from '../../../support/vectors/synthetic-vectors.js';

const DIM = 16;
const GRAPH_FROM = 5000;
const server = POSTGRES as string;

/** Names of the indexes of a table, and whether they are valid. */
function listIndexes(table: string): Promise<{ name: string; valid: boolean }[]> {
  return withDatabase((database) =>
    database.query(
      `SELECT 'photoseek.' || relname AS name, indisvalid AS valid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
       WHERE indrelid = '${table}'::regclass AND NOT indisprimary ORDER BY 1`,
    ),
  );
}

describe.skipIf(POSTGRES === undefined)('the examination of vectors in a database', () => {
  it('finds nothing where they are as in the catalogue, and says where they are', async () => {
    const source = makeSource(DIM, 300);
    const space = follow(source);
    await space.refresh();
    source.remove([4, 5]);
    source.add(2);
    const check = await checkGraph(source, '', { server });
    expect(check).toMatchObject({
      unusable: undefined,
      disagreeing: 0,
      unreachable: 0,
      recall: 1,
      problems: [],
      newer: 2,
    });
    expect(check.examined).toBe(298);
    expect(check.about).toMatch(/^127\.0\.0\.1:\d+\/postgres, pgvector 0\.\d+\.\d+$/);
    // It has sent nothing.
    expect(await countRows(source)).toBe(300);
    await space.close();
  });

  it.each([
    [
      'a missing row',
      (table: string) => `DELETE FROM ${table} WHERE id = 7`,
      { disagreeing: 1, problems: [/notes 300 .* holds 299/] },
    ],
    [
      'another vector',
      (table: string) => `UPDATE ${table} SET v = (SELECT v FROM ${table} WHERE id = 8) WHERE id = 7`,
      { disagreeing: 1, problems: [] },
    ],
    [
      'a row too many',
      (table: string) => `INSERT INTO ${table} SELECT 9999, v FROM ${table} WHERE id = 1`,
      { disagreeing: 1, problems: [/notes 300 .* holds 301/] },
    ],
    [
      'another type',
      (table: string) => `ALTER TABLE ${table} ALTER v TYPE halfvec(3) USING '[1,0,0]'`,
      { disagreeing: 0, problems: [/type halfvec\(3\)/] },
    ],
    ['no table', (table: string) => `DROP TABLE ${table}`, { disagreeing: 0, problems: [/is no table/] }],
  ])('finds %s, and sending everything anew helps', async (_, change, { disagreeing, problems }) => {
    const source = makeSource(DIM, 300);
    const space = follow(source);
    await space.refresh();
    await space.close();
    const table = await findTable(source);
    await withDatabase((database) => database.query(change(table)));
    const check = await checkGraph(source, '', { server });
    expect(check.disagreeing).toBe(disagreeing);
    expect(check.problems).toEqual(problems.map((pattern) => expect.stringMatching(pattern)));
    const repaired = follow(source);
    await repaired.rebuild();
    await repaired.close();
    expect(await checkGraph(source, '', { server })).toMatchObject({ disagreeing: 0, problems: [], examined: 300 });
  });

  it('says that nothing is there, and that nobody answers', async () => {
    const source = makeSource(DIM, 3);
    expect(await checkGraph(source, '', { server })).toMatchObject({
      isNeeded: true,
      unusable: expect.stringContaining('holds no vectors'),
    });
    expect(await checkGraph(source, '', { server: 'postgres://photoseek@127.0.0.1:9/photos' })).toMatchObject({
      unusable: expect.stringContaining('127.0.0.1:9/photos cannot be reached'),
    });
  });
});

describe.skipIf(POSTGRES === undefined)('a graph in a database', () => {
  it('whose builds were interrupted is built again, and nothing is left of them', async () => {
    const source = makeSource(DIM, GRAPH_FROM);
    const space = follow(source);
    await space.flush();
    const table = await findTable(source);
    const graph = `${table}_graph`;
    expect(await listIndexes(table)).toEqual([{ name: graph, valid: true }]);
    // As a server that was stopped hard leaves them: REINDEX CONCURRENTLY is ended while it waits for another transaction. Before it builds, it waits for
    // those that may write; however fast it would build, it is ended there.
    await withDatabase(async (database) => {
      await database.withClient(async (other) => {
        await other.query(`BEGIN; DELETE FROM ${table} WHERE false`);
        const ended = await database
          .withClient(async (client) => {
            await client.query('SET statement_timeout = 3000');
            await client.query(`REINDEX INDEX CONCURRENTLY ${graph}`);
          })
          .catch((error: PhotoseekError) => error.code);
        expect(ended).toBe('engine-unreachable');
        await other.query('ROLLBACK');
      });
      await database.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${graph}'::regclass`);
    });
    const left = await listIndexes(table);
    expect(left).toContainEqual({ name: `${graph}_ccnew`, valid: false });
    expect((await checkGraph(source, '', { server })).problems).toEqual([expect.stringContaining('_ccnew')]);
    const next = follow(source);
    // An index run without a new photo builds it, too.
    expect(await next.isCurrent()).toBe(false);
    await next.refresh();
    expect(next.status()).toMatchObject({ indexed: 0, unindexed: GRAPH_FROM });
    await next.flush();
    expect(next.status()).toMatchObject({ indexed: GRAPH_FROM, unindexed: 0 });
    expect(await next.isCurrent()).toBe(true);
    expect(await listIndexes(table)).toEqual([{ name: graph, valid: true }]);
    const query = makeUnit(makeRandom(5), DIM);
    // The other process uses it, too.
    await space.search([query], 5);
    expect(space.status()).toMatchObject({ indexed: GRAPH_FROM });
    await Promise.all([space.close(), next.close()]);
  }, 120_000);
});

describe.skipIf(POSTGRES === undefined)('spaces in a database that are removed', () => {
  const spaceOf = (source: ReturnType<typeof makeSource>, space: string) => {
    const identity = { ...source.identity, space };
    const renamed = new Proxy(source, {
      get: (target, name) => {
        const value = name === 'identity' ? identity : Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    return { identity, space: new SpaceFollower(renamed, { indexPath: '', server }) };
  };
  const listSpaces = (libraryId: string) =>
    withDatabase(async (database) => {
      const sql = `SELECT space, to_regclass('photoseek.vector_' || id) IS NOT NULL AS "hasTable" FROM photoseek.vector_space
        WHERE library_id = $1 ORDER BY space`;
      return database.query<{ space: string; hasTable: boolean }>(sql, [libraryId]);
    });

  it('leave no table; those of other spaces and libraries stay', async () => {
    const [mine, other] = [makeSource(DIM, 10), makeSource(DIM, 10)];
    const spaces = [spaceOf(mine, 'a'), spaceOf(mine, 'b'), spaceOf(mine, 'c'), spaceOf(other, 'a')] as const;
    for (const { space } of spaces) await space.refresh();
    const tables = await withDatabase((database) =>
      database.query<{ id: number }>('SELECT id FROM photoseek.vector_space WHERE library_id = $1', [
        mine.identity.libraryId,
      ]),
    );
    await spaceOf(mine, 'a').space.removeRemote();
    expect(await listSpaces(mine.identity.libraryId)).toEqual(['b', 'c'].map((space) => ({ space, hasTable: true })));
    expect(await spaces[1].space.removeOthers([spaces[1].identity])).toBe(1);
    expect(await listSpaces(mine.identity.libraryId)).toEqual([{ space: 'b', hasTable: true }]);
    expect(await listSpaces(other.identity.libraryId)).toEqual([{ space: 'a', hasTable: true }]);
    const left = await withDatabase((database) =>
      database.query(`SELECT 1 FROM unnest($1::int[]) AS id WHERE to_regclass('photoseek.vector_' || id) IS NOT NULL`, [
        tables.map(({ id }) => id),
      ]),
    );
    expect(left).toHaveLength(1);
    // A process that still has it open begins again.
    const query = makeUnit(makeRandom(5), DIM);
    const expected = findNearest(mine.vectors, query, 3).ids;
    expect((await spaces[0].space.search([query], 3))[0]?.ids).toEqual(expected);
    await spaces[0].space.refresh();
    expect((await spaces[0].space.search([query], 3))[0]?.ids).toEqual(expected);
    expect((await listSpaces(mine.identity.libraryId)).map(({ space }) => space)).toEqual(['a', 'b']);
    await Promise.all(spaces.map(({ space }) => space.close()));
  });
});

describe.skipIf(POSTGRES === undefined)('the state of a database', () => {
  it('is told without sending anything', async () => {
    const source = makeSource(DIM, 20);
    const engine = createPgvectorEngine(server);
    const location = { identity: source.identity, path: '' };
    expect(await engine.remote.readStatus(location)).toEqual({ size: 0, indexed: 0, unindexed: 0 });
    const space = follow(source);
    expect(await space.describeServer()).toMatchObject({ error: undefined, status: { size: 0 } });
    await space.refresh();
    expect(await engine.remote.readStatus(location)).toEqual({ size: 20, indexed: 20, unindexed: 0 });
    expect(await space.describeServer()).toMatchObject({
      server: new URL(server).host + new URL(server).pathname,
      status: { size: 20 },
    });
    const nowhere = follow(source, 'postgres://photoseek@127.0.0.1:9/photos');
    expect(await nowhere.describeServer()).toMatchObject({
      server: '127.0.0.1:9/photos',
      error: { code: 'engine-unreachable' },
    });
    await Promise.all([space.close(), nowhere.close()]);
  });
});

describe.skipIf(POSTGRES === undefined)('a role with the least rights', () => {
  it('that owns the schema only makes, fills and drops its tables', async () => {
    const name = `least_${process.pid}`;
    const address = new URL(server);
    address.pathname = `/${name}`;
    await withDatabase(async (database) => {
      await database.query(`CREATE ROLE ${name} LOGIN`);
      await database.query(`CREATE DATABASE ${name}`);
    });
    await withDatabase(async (database) => {
      await database.query(`REVOKE CREATE ON DATABASE ${name} FROM PUBLIC`);
      await database.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
      await database.query(`CREATE SCHEMA photoseek AUTHORIZATION ${name}`);
    }, address.href);
    address.username = name;
    const source = makeSource(DIM, GRAPH_FROM);
    const space = follow(source, address.href);
    await space.flush();
    expect(space.status()).toMatchObject({ indexed: GRAPH_FROM });
    const query = makeUnit(makeRandom(5), DIM);
    expect((await space.search([query], 3))[0]?.ids).toHaveLength(3);
    await space.rebuild();
    expect(await space.removeOthers([])).toBe(1);
    await space.close();
    await withDatabase(async (database) => {
      await database.query(`DROP DATABASE ${name}`);
      await database.query(`DROP ROLE ${name}`);
    });
  }, 120_000);
});
