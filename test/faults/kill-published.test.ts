// Two machines that index and two that answer, as processes over one PostgreSQL, treated badly.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFakeModel } from '../support/encoder/fake-encoder.js';
import { createRandom } from '../support/images/random-images.js';
import { findServerPrograms, PostgresServer } from '../support/postgres/server.js';
import { withDatabase } from '../support/postgres/spaces.js';
import { type Running, startNode } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const MACHINE = fileURLToPath(new URL('../support/processes/machine.mjs', import.meta.url));
const MODEL = JSON.stringify(describeFakeModel({ name: 'made-up' }));
const PHOTOS = 5000;
/** Of these, so many lie on both machines. */
const SHARED = 200;
const KILLS = 10;
/** After so many kills, the server is stopped hard. */
const STOPS = [3, 7];
const WORDS = ['harbour', 'garden', 'tower', 'snow', 'Straße', 'café'];

const programs = await findServerPrograms();
if (programs === undefined)
  console.warn('skipped: machines that publish into one PostgreSQL, which needs PHOTOSEEK_TEST_POSTGRES here');

describe.skipIf(programs === undefined)('machines that index and machines that answer', () => {
  const home = makeTemporaryFolder();
  const roots = ['one', 'two'].map((name) => join(home, name));
  const thumbnails = join(home, 'thumbnails');
  const running = new Set<Running>();
  let postgres: PostgresServer;

  const start = (...args: string[]) => {
    const machine = startNode([MACHINE, MODEL, ...args]);
    running.add(machine);
    void machine.ended.then(() => running.delete(machine));
    return machine;
  };
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await start(...args).ended;
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };
  const listen = async (...args: string[]) => {
    const said = await start(...args).said(/listening at \S+/);
    return said.match(/listening at (\S+)/)?.[1] as string;
  };
  const kill = async (machine: Running) => {
    machine.child.kill('SIGKILL');
    return (await machine.ended).signal;
  };

  beforeAll(async () => {
    postgres = await PostgresServer.start(programs as string, { settings: ['fsync = on', 'shared_buffers = 64MB'] });
    const random = createRandom(20);
    const folders = roots.flatMap((root) => WORDS.slice(0, 3).map((word) => join(root, word)));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    for (let i = 0; i < PHOTOS; i++) {
      const data = Buffer.from(Array.from({ length: 8 * 8 * 3 }, () => Math.floor(256 * random())));
      const name = `${WORDS[i % WORDS.length]} ${i}.jpg`;
      const path = join(folders[i % folders.length] as string, name);
      await sharp(data, { raw: { width: 8, height: 8, channels: 3 } })
        .jpeg({ quality: 95 })
        .toFile(path);
      // Folders take turns between the roots; the copy lies in the other one.
      const other = roots[i % folders.length < 3 ? 1 : 0] as string;
      if (i % (PHOTOS / SHARED) === 0) cpSync(path, join(other, `copy of ${name}`));
    }
  }, 120_000);

  afterAll(() => {
    for (const { child } of running) child.kill('SIGKILL');
    postgres?.delete();
  });

  it('lose nothing, publish nothing twice and answer as one library does, killed ten times while the server is stopped hard twice', async () => {
    const random = createRandom(21);
    const address = postgres.address();
    const libraries = roots.map((root) => `${root}-library`);
    const index = (i: number) => start('index', libraries[i] as string, roots[i] as string, address, thumbnails);
    const count = () =>
      withDatabase(async (database) => {
        const [row] = await database.query<{ n: string }>('SELECT count(*) AS n FROM photoseek.file');
        return Number(row?.n);
      }, address).catch(() => 0);
    const indexers = [index(0), index(1)];
    const servers = await Promise.all([1, 2].map(() => listen('serve', address, thumbnails)));

    // Whoever asks meanwhile gets an answer that is right as far as it goes, or is told to come again.
    const asked = { answered: 0, unavailable: 0 };
    let isOver = false;
    const asking = (async () => {
      for (let i = 0; !isOver; i++) {
        const { status, body } = await ask(servers[i % 2] as string, `${WORDS[i % WORDS.length]}`, 20);
        if (status === 200) {
          const paths = body.results.flatMap(({ path, otherPaths }) => [path, ...otherPaths]);
          expect(new Set(paths).size).toBe(paths.length);
          asked.answered++;
        } else {
          expect([status, body.code]).toEqual([503, 'engine-unreachable']);
          asked.unavailable++;
        }
        await sleep(50);
      }
    })();

    let amid = 0;
    for (let turn = 1; turn <= KILLS; turn++) {
      await sleep(300 + 1500 * random());
      const i = turn % 2;
      expect(await kill(indexers[i] as Running)).toBe('SIGKILL');
      if ((await count()) < PHOTOS + SHARED) amid++;
      if (STOPS.includes(turn)) {
        postgres.stop('immediate');
        // An outage that is noticed.
        await sleep(500);
        postgres.start();
      }
      indexers[i] = index(i);
    }
    expect(amid).toBeGreaterThan(KILLS / 2);
    await Promise.all(indexers.map((indexer) => indexer.said(/indexed/)));
    await expect.poll(count, { timeout: 120_000, interval: 500 }).toBe(PHOTOS + SHARED);
    isOver = true;
    await asking;
    for (const indexer of indexers) await kill(indexer);

    // Of what was published while they were killed, a comparison of everything finds nothing wrong.
    let held = 0;
    for (const library of libraries) {
      const [, full] = JSON.parse(await run('check', library, address));
      expect(full).toMatchObject({ isFull: true, sent: 0, removed: 0 });
      held += full.photos;
    }
    expect(held).toBe(PHOTOS + SHARED);
    await withDatabase(async (database) => {
      const [counts] = await database.query(
        `SELECT (SELECT count(*)::int FROM photoseek.content) AS contents, (SELECT count(DISTINCT sha256)::int FROM photoseek.content) AS distinct,
           (SELECT count(*)::int FROM photoseek.file) AS files, (SELECT count(DISTINCT path)::int FROM photoseek.file) AS paths,
           (SELECT count(*)::int FROM photoseek.frame) AS frames, (SELECT count(*)::int FROM photoseek.holding) AS held,
           (SELECT count(DISTINCT content_id)::int FROM photoseek.frame) AS framed, (SELECT sum(files)::int FROM photoseek.library) AS counted`,
      );
      const [all, files] = [PHOTOS, PHOTOS + SHARED];
      expect(counts).toEqual({
        ...{ contents: all, distinct: all, files, paths: files, frames: all, held: files, framed: all, counted: files },
      });
      const [space] = await database.query<{ id: number }>('SELECT id FROM photoseek.space');
      const [vectors] = await database.query(
        `SELECT count(*)::int AS n, count(DISTINCT content_id)::int AS photos FROM photoseek.embedding_${space?.id}`,
      );
      expect(vectors).toEqual({ n: PHOTOS, photos: PHOTOS });
      const hashes = await database.query<{ hash: string }>('SELECT hash FROM photoseek.content ORDER BY hash');
      const images = readdirSync(thumbnails, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.webp'),
      );
      expect(images.map((name) => name.slice(-200).split('/').at(-1)?.slice(0, 16)).sort()).toEqual(
        hashes.map(({ hash }) => hash),
      );
    }, address);

    const whole = join(home, 'whole');
    await run('once', whole, ...roots);
    const single = await listen('serve-library', whole);
    for (const query of QUERIES) {
      // Words and filters find the same.
      const [expected, likely] = [await ask(single, query, 1000, 'text'), await ask(single, query, 1000)];
      expect(likely.body.results.length, query).toBeGreaterThan(0);
      for (const server of servers) {
        expect(toComparable(await ask(server, query, 1000, 'text')), query).toEqual(toComparable(expected));
        // Relevance is estimated from a sample of the vectors, and a graph gives nearly all neighbours: a few at the cut-off may differ.
        expect(shareOf(likely.body, (await ask(server, query, 1000)).body), query).toBeGreaterThan(0.95);
      }
    }
    console.log(
      `killed ${KILLS} times, ${amid} of them before everything was sent; meanwhile ${asked.answered} answers, and ${asked.unavailable} times none`,
    );
    expect(asked.answered).toBeGreaterThan(20);
  }, 600_000);
});

const QUERIES = [
  'harbour',
  'strasse',
  'cafe 4999',
  'something else',
  'ext:jpg',
  'folder:garden tower',
  'copy',
  'snow -copy',
  'width:8 tower 17',
  '"copy of"',
];

interface Answer {
  code?: string;
  total: number;
  results: { path: string; otherPaths: string[]; relevance: number; matched: string[] }[];
}

async function ask(
  server: string,
  query: string,
  limit: number,
  mode = 'hybrid',
): Promise<{ status: number; body: Answer }> {
  // More photos than there are in one answer, in an order that is the same everywhere.
  const sort = query.startsWith('ext:') ? { sort: 'name' } : {};
  const url = `${server}/api/v1/search?${new URLSearchParams({ q: query, limit: String(limit), mode, ...sort })}`;
  // Once more for a connection that the server has closed because it was idle; a server that is gone refuses the next one, too.
  const answer = await fetch(url).catch(() => fetch(url));
  return { status: answer.status, body: (await answer.json()) as Answer };
}

/** How many of the photos of either answer are in both. */
function shareOf(one: Answer, other: Answer): number {
  const keys = ({ results }: Answer) => results.map(({ path, otherPaths }) => [path, ...otherPaths].sort().join());
  const [first, second] = [new Set(keys(one)), new Set(keys(other))];
  return [...first].filter((key) => second.has(key)).length / new Set([...first, ...second]).size;
}

/** Photos that are as good may stand in any order, and which place is named first depends on who was first. */
function toComparable({ status, body }: Awaited<ReturnType<typeof ask>>): object {
  if (status !== 200) return { status, body };
  const results = body.results.map(({ path, otherPaths, relevance, matched }) => ({
    ...{ paths: [path, ...otherPaths].sort(), matched },
    relevance: Math.round(relevance * 500),
  }));
  const first = ({ paths: [path] }: (typeof results)[number]) => path ?? '';
  return { status, total: body.total, results: results.sort((a, b) => (first(a) < first(b) ? -1 : 1)) };
}
