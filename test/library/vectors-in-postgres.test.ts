import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { POSTGRES } from '../support/postgres/address.js';
import { withDatabase } from '../support/postgres/spaces.js';
import { runCommand, startCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

describe.skipIf(POSTGRES === undefined)('a library whose vectors lie in PostgreSQL (PHOTOSEEK_TEST_POSTGRES)', () => {
  let remote: Library;
  let local: Library;
  beforeAll(async () => {
    remote = await openSampleLibrary(makeTemporaryFolder(), { vectors: POSTGRES as string }, IN_PROCESS);
    local = await openSampleLibrary(makeTemporaryFolder(), {}, IN_PROCESS);
  });
  afterAll(() => Promise.all([remote?.close(), local?.close()]));

  it('answers as one whose vectors are compared with here', async () => {
    for (const query of ['a dog', 'snow -mountain', 'boat OR flower', 'red car ext:jpg', 'kitty']) {
      const [there, here] = await Promise.all([remote.search(query), local.search(query)]);
      const show = ({ results }: typeof here) => results.map(({ path, relevance }) => [basename(path), relevance]);
      expect(show(there), query).toEqual(show(here));
    }
    expect((await remote.stats()).index).toMatchObject({ engine: 'pgvector', pending: 0 });
  });

  it('states where its vectors are', async () => {
    const { host, pathname } = new URL(POSTGRES as string);
    const { index, model } = await remote.stats();
    expect(index).toEqual({
      ...{ engine: 'pgvector', indexed: model.vectors, pending: 0 },
      server: { name: `${host}${pathname}`, error: null },
    });
    expect((await local.stats()).index.server).toBeUndefined();
    const nowhere = await openSampleLibrary(
      makeTemporaryFolder(),
      { vectors: 'postgres://photoseek@127.0.0.1:9/photos' },
      IN_PROCESS,
    );
    expect((await nowhere.stats()).index).toEqual({
      ...{ engine: 'pgvector', indexed: 0, pending: model.vectors },
      server: { name: '127.0.0.1:9/photos', error: 'engine-unreachable' },
    });
    expect((await nowhere.search('a dog')).results).not.toHaveLength(0);
    await nowhere.close();
  });

  it('is found in order, spoilt by others, and sent anew', async () => {
    const verify = async () => {
      const findings = await remote.verify({ files: false });
      return findings.filter(({ check }) => check.startsWith('graph')).map(({ check, state }) => `${check} ${state}`);
    };
    const good = ['graph ok', 'graph-reachability ok', 'graph-recall ok'];
    expect(await verify()).toEqual(good);
    const [space] = await withSpaces(remote.path, (spaces) => spaces);
    const table = `photoseek.vector_${space?.id}`;
    await withDatabase(async (database) => {
      await database.query(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT 3)`);
      // Ids that the catalogue does not know, nearer to everything than what it knows.
      await database.query(`INSERT INTO ${table} SELECT 1000000 + id, v FROM ${table}`);
      await database.query(
        `INSERT INTO photoseek.vector_space (library_id, space, dim)
         SELECT library_id, 'gone:fp32', 8 FROM photoseek.vector_space WHERE id = $1`,
        [space?.id],
      );
    });
    expect((await remote.search('a dog')).results.length).toBeGreaterThan(0);
    expect((await verify())[0]).toBe('graph derived');
    const done = await remote.repair();
    expect(done.join(' ')).toMatch(/vectors of .* were sent again to 127\.0\.0\.1/);
    expect(done).toContain('The vectors of 1 models that are gone were deleted on the server.');
    expect(await verify()).toEqual(good);
    const [there, here] = await Promise.all([remote.search('a dog'), local.search('a dog')]);
    expect(there.results.map(({ id: photo }) => photo)).toEqual(here.results.map(({ id: photo }) => photo));
  });

  it('finds similar photos, and none once they are removed', async () => {
    const [best] = (await remote.search('a dog')).results;
    const target = { id: best?.id as number };
    const [there, here] = await Promise.all([
      remote.similar(target, { all: true }),
      local.similar(target, { all: true }),
    ]);
    expect(there.results.map(({ id }) => id)).toEqual(here.results.map(({ id }) => id));
    for (const { path } of await remote.roots()) await remote.removeRoot(path);
    expect((await remote.search('a dog')).total).toBe(0);
  });
});

describe.skipIf(POSTGRES === undefined)('the password of a database', () => {
  const SECRET = 'correct-horse-battery';

  it('is in no output, no log and no file of the library', async () => {
    const library = await openSampleLibrary(makeTemporaryFolder(), {}, IN_PROCESS);
    await library.close();
    const env = { PGPASSWORD: SECRET, PHOTOSEEK_VECTORS: POSTGRES as string };
    for (const command of [['status'], ['status', '--json'], ['search', 'a dog'], ['verify', '--no-files']]) {
      const ended = await runCommand([...command, '--library', library.path], { env });
      expect(`${ended.code} ${command.join(' ')} ${ended.stderr}`).toMatch(/^0/);
      expect(ended.stdout + ended.stderr).not.toContain(SECRET);
    }
    const { stdout } = await runCommand(['status', '--library', library.path], { env });
    expect(stdout).toMatch(/^server +127\.0\.0\.1:\d+\/postgres, \d+ vectors indexed by pgvector$/m);
    for (const name of readdirSync(library.path, { recursive: true, withFileTypes: true }))
      if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name)).includes(SECRET), name.name).toBe(false);
  });

  it('is in no log of a server, and not in its metrics', async () => {
    const library = await openSampleLibrary(makeTemporaryFolder(), {}, IN_PROCESS);
    await library.close();
    const env = { PGPASSWORD: SECRET, PHOTOSEEK_VECTORS: POSTGRES as string, PHOTOSEEK_LIBRARY: library.path };
    const server = startCommand(['serve', '--port', '0', '--log-level', 'debug'], { env });
    const url = String((await server.said(/photoseek is at (http:\S+)/)).match(/http:\S+/)?.[0]);
    const ask = async (path: string) => (await fetch(new URL(path, url))).text();
    expect(await ask('/api/v1/search?q=dog')).toContain('"results"');
    const stats = await ask('/api/v1/stats');
    expect(JSON.parse(stats).index.server).toEqual({
      name: expect.stringMatching(/^127\.0\.0\.1:\d+\/postgres$/),
      error: null,
    });
    expect(`${stats}${await ask('/metrics')}`).not.toContain(SECRET);
    server.child.kill('SIGTERM');
    const { stdout, stderr } = await server.ended;
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it('is refused in an address, and not shown', async () => {
    const address = (POSTGRES as string).replace('@', `:${SECRET}@`);
    for (const part of [{ args: ['--vectors', address] }, { args: [], env: { PHOTOSEEK_VECTORS: address } }]) {
      const library = await openSampleLibrary(makeTemporaryFolder(), {}, IN_PROCESS);
      await library.close();
      const ended = await runCommand(['status', '--library', library.path, ...part.args], part);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toMatch(/must not hold a password/);
      expect(ended.stderr).toContain('PGPASSWORD');
      expect(ended.stdout + ended.stderr).not.toContain(SECRET);
    }
  });
});

describe.skipIf(POSTGRES === undefined)('a space that is dropped', () => {
  it('leaves no table, and is kept while its server cannot be reached', async () => {
    const home = makeTemporaryFolder();
    const [path, photos] = [join(home, 'library'), join(home, 'photos')];
    const open = (model: string, vectors = POSTGRES as string) =>
      openLibraryWith({ path, model, vectors }, fakeDependencies().dependencies);
    mkdirSync(photos);
    for (let i = 0; i < 3; i++) await writePicture(join(photos, `${i}.png`), i, { width: 32, height: 24 });
    for (const model of ['fake-a', 'fake-b']) {
      const library = await open(model);
      await indexPaths(library, [photos]);
      await library.close();
    }
    const count = () => withSpaces(path, (spaces) => spaces.length);
    expect(await count()).toBe(2);
    const unreachable = await open('fake-b', 'postgres://photoseek@127.0.0.1:9/photos');
    await expect(unreachable.dropSpace(1)).rejects.toMatchObject({ code: 'engine-unreachable' });
    expect((await unreachable.stats()).spaces).toHaveLength(2);
    await unreachable.close();
    const library = await open('fake-b');
    await library.dropSpace(1);
    await library.close();
    expect(await count()).toBe(1);
  });
});

/** The spaces of a library in the database. */
function withSpaces<T>(path: string, use: (spaces: { id: number }[]) => T): Promise<T> {
  const catalogue = new Database(join(path, 'catalogue.db'), { readonly: true });
  const libraryId = catalogue.prepare("SELECT value FROM setting WHERE key = 'libraryId'").pluck().get() as string;
  catalogue.close();
  return withDatabase(async (database) =>
    use(
      await database.query<{ id: number }>('SELECT id FROM photoseek.vector_space WHERE library_id = $1', [libraryId]),
    ),
  );
}
