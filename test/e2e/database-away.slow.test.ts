// The built command, serving published libraries while their database is stopped as by a power cut: before it starts, and while it runs.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLISHED_SCHEMA } from '#src/library/published/schema.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { copySampleLibrary } from '../support/libraries/sample-library.js';
import { findServerPrograms, PostgresServer } from '../support/postgres/server.js';
import { type Running, runCommand, startCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const programs = await findServerPrograms();

/** Of a slow machine beside other tests. */
const PATIENCE = { timeout: 60_000, interval: 100 };

describe.skipIf(programs === undefined)(
  'serve --from without its database (programs of PHOTOSEEK_TEST_POSTGRES)',
  () => {
    const home = makeTemporaryFolder();
    const env = { PHOTOSEEK_LIBRARY: join(home, 'library') };
    const running: Running[] = [];
    let primary: PostgresServer;
    let replica: PostgresServer;
    let secret: string;

    beforeAll(async () => {
      copySampleLibrary(env.PHOTOSEEK_LIBRARY);
      primary = await PostgresServer.start(programs as string, {
        settings: ['shared_buffers = 16MB'],
        rules: ['host all all all trust', 'host replication all all trust'],
      });
      secret = (await runCommand(['keys', 'create', 'phone', '--scope', 'admin'], { env })).stdout.trim();
      const published = await runCommand(['publish', primary.address(), '--keys'], { env });
      expect(published.code, published.stderr).toBe(0);
      replica = await primary.startReplica();
    }, 120_000);
    afterAll(() => {
      for (const { child } of running) child.kill('SIGKILL');
      replica?.delete();
      primary?.delete();
    });

    /** A server that needs a key; what it is asked for is answered with its status, and the header that says when to come again. */
    async function serve(...args: string[]) {
      const server = startCommand(['serve', '--from', primary.address(), '--host', '0.0.0.0', '--port', '0', ...args], {
        env: { ...env, PGCONNECT_TIMEOUT: '5' },
      });
      running.push(server);
      const said = await server.said(/photoseek is at (http:\S+)/);
      const { port } = new URL(/http:\S+/.exec(said)?.[0] as string);
      const ask = async (path: string) => {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
          headers: { Authorization: `Bearer ${secret}` },
        });
        const body = answer.headers.get('content-type')?.includes('json') ? await answer.json() : await answer.text();
        return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
      };
      return { ...server, ask, statusOf: async (path: string) => (await ask(path)).status };
    }
    const stop = async ({ child, ended }: Running) => {
      child.kill('SIGTERM');
      expect((await ended).code).toBe(0);
    };
    const SEARCH = '/api/v1/search?q=dog';

    it('starts, says that it is unavailable, and answers when the database is back; and again when it goes later', async () => {
      primary.stop('immediate');
      const server = await serve();
      await server.said(/The database is waited for: 127\.0\.0\.1:\d+\/postgres cannot be reached/);
      for (const path of ['/health', '/ready'])
        expect(await server.ask(path), path).toMatchObject({
          status: 503,
          retryAfter: '5',
          body: { code: 'unavailable' },
        });
      expect(await server.ask(SEARCH)).toMatchObject({
        status: 503,
        retryAfter: '5',
        body: { code: 'engine-unreachable' },
      });
      expect(await server.statusOf('/live')).toBe(200);
      expect(await server.statusOf('/')).toBe(200);

      primary.start();
      await expect.poll(() => server.statusOf('/health'), PATIENCE).toBe(200);
      await expect.poll(() => server.statusOf('/ready'), PATIENCE).toBe(200);
      const { body } = await server.ask(SEARCH);
      expect(body.results.length).toBeGreaterThan(0);
      await server.said(/The database is there again/);

      primary.stop('immediate');
      await expect.poll(() => server.statusOf('/health'), PATIENCE).toBe(503);
      expect(await server.ask(SEARCH)).toMatchObject({ status: 503, retryAfter: '5' });
      primary.start();
      await expect.poll(() => server.statusOf('/health'), PATIENCE).toBe(200);
      expect((await server.ask(SEARCH)).body.results).toEqual(body.results);
      await stop(server);
    });

    it('starts and answers from the replica, keys included, and goes on with the primary', async () => {
      primary.stop('immediate');
      const server = await serve('--replica', replica.address());
      await expect.poll(() => server.statusOf('/ready'), PATIENCE).toBe(200);
      expect(await server.statusOf('/health')).toBe(200);
      const { body } = await server.ask(SEARCH);
      expect(body.results.length).toBeGreaterThan(0);
      primary.start();
      await server.said(/The database is there again/);
      // A server that only the primary is left to.
      replica.stop('immediate');
      await expect.poll(() => server.statusOf(SEARCH), PATIENCE).toBe(200);
      expect((await server.ask(SEARCH)).body.results).toEqual(body.results);
      replica.start();
      await stop(server);
    });

    it('ends with a sentence where the tables are newer, on the database or on the only one that is there', async () => {
      await setVersion(PUBLISHED_SCHEMA + 1);
      const sentence = new RegExp(
        `holds libraries that a newer photoseek has published: version ${PUBLISHED_SCHEMA + 1} of the tables, and this one knows ${PUBLISHED_SCHEMA}`,
      );
      const args = ['serve', '--from', primary.address(), '--port', '0'];
      const refused = await runCommand(args, { env });
      expect(refused.stderr).toMatch(sentence);
      expect(refused.stderr).toContain('[published-newer]');
      expect(refused.code).toBe(1);

      const seen = async () => {
        const database = await Database.open(replica.address());
        const [row] = await database.query<{ version: number }>(
          'SELECT schema_version AS version FROM photoseek.publication',
        );
        await database.close();
        return row?.version;
      };
      await expect.poll(seen, PATIENCE).toBe(PUBLISHED_SCHEMA + 1);
      primary.stop('immediate');
      const alone = await runCommand([...args, '--replica', replica.address()], { env });
      expect(alone.stderr).toMatch(sentence);
      expect(alone.code).toBe(1);

      // One that has started before knows only later, and waits for tables that it can read.
      const server = await serve();
      primary.start();
      await server.said(sentence);
      expect(await server.ask('/health')).toMatchObject({ status: 503, retryAfter: '5' });
      expect(await server.ask(SEARCH)).toMatchObject({ status: 503, body: { code: 'published-newer' } });
      await setVersion(PUBLISHED_SCHEMA);
      await expect.poll(() => server.statusOf('/ready'), PATIENCE).toBe(200);
      expect(await server.statusOf(SEARCH)).toBe(200);
      await stop(server);
    });

    async function setVersion(version: number): Promise<void> {
      const database = await Database.open(primary.address());
      await database.query(`UPDATE photoseek.publication SET schema_version = ${version}`);
      await database.close();
    }
  },
);
