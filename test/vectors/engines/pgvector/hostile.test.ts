import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { createPgvectorEngine } from '#src/vectors/engines/pgvector/pgvector-engine.js';
import { POSTGRES } from '../../../support/postgres/address.js';
import { FloodingFront } from '../../../support/postgres/flooding-front.js';
import { countRows, findTable, follow, makeSource, withDatabase } from '../../../support/postgres/spaces.js';
import type { FakeVectorSource } from '../../../support/vectors/fake-vector-source.js';
import { findNearest, makeRandom, makeUnit } from '../../../support/vectors/synthetic-vectors.js';

const DIM = 8;
const query = makeUnit(makeRandom(77), DIM);

/** Sends a source, lets somebody put something else in the place of its table, and searches. */
async function searchBehind(change: (table: string) => string[], allow?: IdSet) {
  const source = makeSource(DIM, 30);
  const space = follow(source);
  await space.refresh();
  const table = await findTable(source);
  await withDatabase(async (database) => {
    for (const sql of change(table)) await database.query(sql);
  });
  const found = space.search([query], 5, { allow });
  await found.catch(() => {});
  await space.close();
  return { source, found };
}

/** A view in the place of the table. */
const asView = (columns: string) => (table: string) => {
  const hidden = `hidden_${table.split('_')[1]}`;
  return [
    `ALTER TABLE ${table} RENAME TO ${hidden}`,
    `CREATE VIEW ${table} AS SELECT ${columns} FROM photoseek.${hidden}`,
  ];
};

const huge = `'[${[3e38, -3e38, 3e38, 3e38, 3e38, 3e38, 3e38, 3e38].join(',')}]'::vector`;

async function expectRight(source: FakeVectorSource): Promise<void> {
  const space = follow(source);
  const [found] = await space.search([query], 5);
  expect(found?.ids).toEqual(findNearest(source.vectors, query, 5).ids);
  await space.close();
  expect(await countRows(source)).toBe(source.vectors.size);
}

describe.skipIf(POSTGRES === undefined)('a database that others have changed', () => {
  it.each([
    ['ids beyond every number', asView('id * 1e300 AS id, v')],
    ['ids that are text', asView("'photo' || id AS id, v")],
    ['ids that are not there', asView('NULL::bigint AS id, v')],
    ['ids below 1', asView('-id AS id, v')],
    ['infinite distances', asView(`id, ${huge} AS v`)],
    ['distances that are no cosines', asView(`id, '[9,9,9,9,9,9,9,9]'::halfvec AS v`)],
    ['vectors of another length', asView(`id, '[1,2]'::halfvec AS v`)],
    ['vectors that are text', asView("id, 'red' AS v")],
    ['no vectors', asView('id')],
    ['no table', (table: string) => [`DROP TABLE ${table}`]],
  ])('%s: an error, and repairing sends everything anew', async (_, change) => {
    const { source, found } = await searchBehind(change);
    await expect(found).rejects.toMatchObject({
      code: 'engine-failed',
      hint: expect.stringContaining('photoseek repair'),
    });
    const space = follow(source);
    await space.rebuild();
    await space.close();
    await expectRight(source);
  });

  it('an answer that does not come ends the search', async () => {
    const source = makeSource(DIM, 30);
    const engine = createPgvectorEngine(POSTGRES as string, { answerTimeoutMs: 300 });
    await (await fill(source)).close();
    const index = await engine.open({ identity: source.identity, path: '' });
    const table = await findTable(source);
    await withDatabase(async (database) => {
      // A function in the place of the vectors.
      await database.query(`CREATE FUNCTION ${table}_slow() RETURNS halfvec LANGUAGE sql VOLATILE
        AS $$ SELECT '[1,0,0,0,0,0,0,0]'::halfvec FROM pg_sleep(0.2) $$`);
      for (const sql of asView(`id, ${table}_slow() AS v`)(table)) await database.query(sql);
    });
    const startedAt = performance.now();
    await expect(index.search([query], 5)).rejects.toMatchObject({ code: 'engine-unreachable' });
    expect(performance.now() - startedAt).toBeLessThan(3000);
    await index.close();
  });

  it('rows that nobody may see are not shown, whatever the database says', async () => {
    // The volatile function is asked after the ids were compared.
    const others = (table: string) => [
      `CREATE SEQUENCE ${table}_next START 20`,
      ...asView(`nextval('${table}_next') AS id, v`)(table),
    ];
    const { found } = await searchBehind(others, IdSet.from([21, 22, 23]));
    for (const id of (await found)[0]?.ids ?? []) expect([21, 22, 23]).toContain(id);
  });

  it('a million rows where five were asked for end the connection', async () => {
    const source = makeSource(DIM, 30);
    await (await fill(source)).close();
    const front = await FloodingFront.start(POSTGRES as string);
    const address = new URL(POSTGRES as string);
    address.port = `${front.port}`;
    const index = await createPgvectorEngine(address.href).open({ identity: source.identity, path: '' });
    const [before, startedAt] = [process.memoryUsage().rss, performance.now()];
    await expect(index.search([query], 5)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('must answer with 5 rows'),
    });
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await index.close();
    front.stop();
    expect(front.sent).toBeLessThan(1_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it.each([
    ['a cursor in the future', 'last_vector_id = 1000000'],
    ['a cursor of removals in the future', 'last_removed_seq = 1000000'],
    ['a cursor that is gone', 'last_vector_id = NULL'],
    ['a wrong count', 'size = 29'],
    ['a cursor that went back', 'last_vector_id = 3'],
  ])('%s: the vectors are sent anew', async (_, change) => {
    const source = makeSource(DIM, 30);
    await (await fill(source)).close();
    await withDatabase((database) =>
      database.query(`UPDATE photoseek.vector_space SET ${change} WHERE library_id = $1`, [source.identity.libraryId]),
    );
    source.add(3);
    await expectRight(source);
  });

  it('a count that is none: an error, and repairing sends everything anew', async () => {
    const source = makeSource(DIM, 30);
    await (await fill(source)).close();
    await withDatabase((database) =>
      database.query('UPDATE photoseek.vector_space SET size = -1 WHERE library_id = $1', [source.identity.libraryId]),
    );
    const space = follow(source);
    await expect(space.refresh()).rejects.toMatchObject({ code: 'engine-failed' });
    await space.rebuild();
    await space.close();
    await expectRight(source);
  });
});

async function fill(source: FakeVectorSource) {
  const space = follow(source);
  await space.refresh();
  return space;
}
