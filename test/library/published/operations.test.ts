// Every operation of the HTTP interface, asked of a server of published libraries: answered as a library answers it, or refused with who can do it.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import type { Library } from '#src/library/types/library.js';
import { createApp } from '#src/server/app/create-app.js';
import { OPERATIONS } from '#src/server/operations/all.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** What a server of published libraries does for each operation, as docs/postgresql.md has it. */
const DOCUMENTED = readFile(new URL('../../../docs/postgresql.md', import.meta.url), 'utf8').then((text) => {
  const [, list = ''] = text.split('### Operation by operation');
  const rows = (list.split('\n### ')[0] as string).matchAll(/^\| `(\w+)` \| (\w+)/gm);
  return new Map(Array.from(rows, ([, id, answer]) => [id as string, answer]));
});

describe('the list of operations in docs/postgresql.md', () => {
  it('has each operation once, and says of which only the machine of the library can do them', async () => {
    const documented = await DOCUMENTED;
    expect([...documented.keys()].sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
    const forOwner = OPERATIONS.filter(({ isForOwner }) => isForOwner).map(({ id }) => id);
    expect([...documented].flatMap(([id, answer]) => (answer === 'refused' ? [id] : [])).sort()).toEqual(
      forOwner.sort(),
    );
  });
});

describe.skipIf(POSTGRES === undefined)(
  'operations of a server of published libraries (PHOTOSEEK_TEST_POSTGRES)',
  () => {
    const home = makeTemporaryFolder();
    const photos = join(home, 'photos');
    const other = join(home, 'other photos');
    let library: Library;
    let second: Library;
    let server: Library;
    let url: string;
    const ask = (method: 'get' | 'put' | 'patch' | 'delete' | 'post', path: string, on: Library = server) =>
      request(createApp({ library: on }))
        [method](path)
        .set('Host', 'localhost:7878');

    beforeAll(async () => {
      await mkdir(join(photos, 'deep'), { recursive: true });
      await mkdir(other);
      for (let i = 0; i < 6; i++)
        await writePicture(join(photos, i % 2 === 0 ? 'deep' : '', `${i}.png`), i, { width: 40 + i, height: 48 });
      await writePicture(join(other, 'copy.png'), 3, { width: 43, height: 48 });
      await writeFile(join(photos, 'broken.jpg'), 'no picture at all');
      await writeFile(join(photos, 'deep', 'empty.png'), '');
      library = await openFakeLibrary({ path: join(home, 'library') });
      await indexPaths(library, [photos], { exclude: ['*.tmp'], hidden: true });
      second = await openFakeLibrary({ path: join(home, 'second') });
      await indexPaths(second, [other]);
      url = await makeDatabase();
      await library.publish(url, { name: 'studio' });
      await second.publish(url, { name: 'archive' });
      server = await openPublished(url, {}, fakeDependencies().dependencies);
    });
    afterAll(() => Promise.all([library?.close(), second?.close(), server?.close()]));

    it('list roots and files that failed, of all libraries, as these do', async () => {
      const roots = (await server.roots()).map(({ published, ...root }) => ({
        ...root,
        libraries: published?.libraries,
      }));
      const named = (all: Awaited<ReturnType<Library['roots']>>, name: string) =>
        all.map((root) => ({ ...root, libraries: [name] }));
      const expected = [...named(await library.roots(), 'studio'), ...named(await second.roots(), 'archive')];
      expect(expected.map(({ files, failed }) => [files, failed])).toEqual([
        [8, 2],
        [1, 0],
      ]);
      expect(roots).toEqual(expected.sort((a, b) => (a.path < b.path ? -1 : 1)));
      const failures = await library.failures();
      expect(failures).toHaveLength(2);
      expect(await server.failures()).toEqual(failures.map((failure) => ({ ...failure, library: 'studio' })));
      // For a reader of one folder, only what lies there.
      const within = (one: Library) => one.within(photos).roots();
      expect((await within(server)).map(({ published: _, ...root }) => root)).toEqual(await within(library));
      expect(await server.within(join(photos, 'deep')).roots()).toEqual([]);
      const { body } = await ask('get', '/api/v1/failures?limit=1&offset=1');
      expect(body).toEqual({ total: 2, failures: [{ ...failures[1], library: 'studio' }] });
    });

    it('follow roots that go, are out of reach, and failures that are mended', async () => {
      await rm(join(photos, 'deep', 'empty.png'));
      await indexPaths(library, [photos]);
      await rm(other, { recursive: true });
      await library.publish(url);
      await second.publish(url);
      expect((await server.failures()).map(({ path }) => path)).toEqual([join(photos, 'broken.jpg')]);
      expect((await server.roots()).map(({ path, isMissing }) => [path, isMissing])).toEqual([
        [other, true],
        [photos, false],
      ]);
      await second.unpublish(url);
      expect((await server.roots()).map(({ path }) => path)).toEqual([photos]);
    });

    it('refuse what only the machine of a library can do, before anything else, and name it', async () => {
      for (const { id, method, path } of OPERATIONS.filter(({ isForOwner }) => isForOwner)) {
        const { status, body } = await ask(method, path.replace(/\{\w+\}/g, '1')).send(
          method === 'get' ? undefined : {},
        );
        expect([status, body.code], id).toEqual([501, 'not-owner']);
        expect(body.hint, id).toContain('“studio”');
      }
      const { body } = await ask('get', '/api/v1/session');
      expect(body.features.changes).toBe(false);
      expect((await ask('get', '/api/v1/session', library)).body.features.changes).toBe(true);
    });
  },
);
