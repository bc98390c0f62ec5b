// Every command line of the files in deploy, run as the process that it is there: with its flags and its environment, over a PostgreSQL that is set up as there.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { readComposeFile, readManifests, type Setup } from '../support/deploy/read-deploy.js';
import { findServerPrograms, PostgresServer } from '../support/postgres/server.js';
import { type Running, runCommand, startCommand, startProgram } from '../support/processes/run-command.js';
import { COMMAND, SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const programs = await findServerPrograms();
const DEPLOY = new URL('../../deploy/', import.meta.url);

/** Of a slow machine beside other tests. */
const PATIENCE = { timeout: 60_000, interval: 100 };

/** What whoever sets it up chooses. */
const PASSWORDS = { POSTGRES_PASSWORD: 'third', INDEXER_PASSWORD: 'first', SERVER_PASSWORD: 'second' };
const NAMES = ['coffee-cup.jpg', 'red-panda.jpg', 'eiffel-tower.jpg', 'cat-face.png'];

describe.skipIf(programs === undefined).each([
  ['compose.yaml', readComposeFile(DEPLOY, PASSWORDS)],
  ['kubernetes', readManifests(DEPLOY, { administrator: 'third', indexer: 'first', server: 'second' })],
])('deploy/%s (programs of PHOTOSEEK_TEST_POSTGRES)', (_name, setup: Setup) => {
  const home = makeTemporaryFolder();
  const [photos, thumbnails, bin] = ['photos', 'thumbnails', 'bin'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  const running: Running[] = [];
  let postgres: PostgresServer;
  let database: Database;
  let secret: string;
  const servers: { child: Running; port: number }[] = [];

  /** As it is on this machine. */
  const here = (text: string) =>
    text
      .replace(/@postgres\/photos\b/, `@127.0.0.1:${new URL(postgres.address()).port}/photos`)
      .replace(/(?<=[=\s])\/photos\b/, photos)
      .replace(/(?<=[=\s])\/thumbnails\b/, thumbnails);
  const library = (i: number) => ({ PHOTOSEEK_LIBRARY: join(home, `library-${i}`) });
  const track = (process: Running): Running => {
    running.push(process);
    return process;
  };

  beforeAll(async () => {
    for (const folder of [photos, thumbnails, bin]) mkdirSync(folder);
    for (const name of NAMES) cpSync(join(SAMPLES, name), join(photos, name));
    writeFileSync(join(bin, 'photoseek'), `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
    chmodSync(join(bin, 'photoseek'), 0o755);
    postgres = await PostgresServer.start(programs as string, {
      settings: setup.database.settings,
      rules: ['host all photoseek all trust', 'host all all all scram-sha-256'],
    });
    const administrator = await Database.open(postgres.address());
    await administrator.query('CREATE DATABASE photos');
    await administrator.close();
    const { port } = new URL(postgres.address());
    const environment = {
      ...process.env,
      PATH: `${programs}:${process.env['PATH']}`,
      PGHOST: '127.0.0.1',
      PGPORT: port,
    };
    const script = readFileSync(new URL('init-roles.sh', DEPLOY), 'utf8');
    const roles = script.replace('/roles.sql', new URL('roles.sql', DEPLOY).pathname);
    const given = { ...environment, ...setup.database.environment, POSTGRES_USER: 'photoseek' };
    execFileSync('sh', ['-c', roles], { env: given, stdio: 'pipe' });
    const [check = '', ...args] = setup.database.check;
    execFileSync(check, args, { env: environment, stdio: 'pipe' });
    database = await Database.open(postgres.address({ database: 'photos' }));
  }, 120_000);
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await database?.close();
    postgres?.delete();
  });

  it('indexes the root on all machines, once', async () => {
    const made = await runCommand(['keys', 'create', 'home', '--scope', 'admin'], { env: library(0) });
    secret = made.stdout.trim();
    for (const [i, { command, shell, environment }] of setup.indexers.entries()) {
      const env = { ...environment, ...library(i) };
      if (command !== undefined) track(startCommand(command.map(here), { env }));
      else
        track(
          startProgram('/bin/sh', ['-c', here(shell as string)], {
            env: { ...env, PATH: `${bin}:${process.env['PATH']}` },
          }),
        );
    }
    const count = async () =>
      (await database.query<{ files: number }>('SELECT count(*)::int AS files FROM photoseek.file'))[0]?.files;
    await expect.poll(() => count().catch(() => 0), PATIENCE).toBe(NAMES.length);
    const keys = async () => (await database.query('SELECT name FROM photoseek.api_key')).length;
    await expect.poll(keys, PATIENCE).toBe(1);
    for (const { child } of running) expect(child.exitCode).toBeNull();
  });

  it('answers on all servers, who need the key: searches, thumbnails and originals', async () => {
    expect(setup.servers.length).toBeGreaterThan(0);
    for (const { command, environment } of setup.servers) {
      const child = track(startCommand([...(command as string[]).map(here), '--port=0'], { env: environment }));
      const said = await child.said(/photoseek is at (http:\S+)/);
      servers.push({ child, port: Number(new URL(/http:\S+/.exec(said)?.[0] as string).port) });
    }
    for (const { port } of servers) {
      for (const path of setup.probes)
        await expect.poll(async () => (await ask(port, path)).status, PATIENCE).toBe(200);
      expect((await ask(port, '/api/v1/search?q=ext%3Ajpg')).status).toBe(401);
      const { body } = await ask(port, '/api/v1/search?q=a+red+panda&limit=1', secret);
      const [found] = JSON.parse(String(body)).results;
      expect(found.path).toBe(join(photos, 'red-panda.jpg'));
      for (const part of ['thumbnail', 'original'])
        expect((await ask(port, `/api/v1/photos/${found.id}/${part}`, secret)).status, part).toBe(200);
    }
  });

  it('is asked by the addresses and names that it has there', async () => {
    for (const { port } of servers) {
      for (const host of setup.hosts) expect((await ask(port, '/ready', undefined, host)).status, host).toBe(200);
      expect((await ask(port, '/ready', undefined, 'evil.example.com')).status).toBe(421);
    }
  });

  it('shows a new photo, and ends within the time that it is given', async () => {
    cpSync(join(SAMPLES, 'honey-bee-on-aster.jpg'), join(photos, 'a new one.jpg'));
    for (const { port } of servers) {
      const count = async () => JSON.parse(String((await ask(port, '/api/v1/search?q=ext%3Ajpg', secret)).body)).total;
      // The root is walked every 30 seconds.
      await expect.poll(count, { timeout: 100_000, interval: 100 }).toBe(4);
    }
    const startedAtMs = performance.now();
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
    expect(performance.now() - startedAtMs).toBeLessThan(setup.graceSeconds * 1000);
    for (const { child } of servers) expect(child.child.exitCode).toBe(0);
  });
});

/** As somebody asks who calls it by this name. */
function ask(
  port: number,
  path: string,
  secret?: string,
  host?: string,
): Promise<{ status: number | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
      ...(host !== undefined && { host }),
    };
    request({ port, path, host: '127.0.0.1', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts) }));
    })
      .on('error', reject)
      .end();
  });
}
