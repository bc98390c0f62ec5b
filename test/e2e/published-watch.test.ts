// The built command: one process watches a folder and publishes, another one answers.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { POSTGRES } from '../support/postgres/address.js';
import { makeDatabase } from '../support/postgres/published-database.js';
import { type Running, startCommand } from '../support/processes/run-command.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

/** Long: a busy machine takes many times as long as an idle one, which takes some four seconds. */
const PATIENCE = { timeout: 60_000, interval: 100 };

describe.skipIf(POSTGRES === undefined)('index --watch --publish (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const [photos, thumbnails] = [join(home, 'photos'), join(home, 'thumbnails')];
  const running: Running[] = [];
  const start = (...args: string[]) => {
    const process = startCommand(args, { env: { PHOTOSEEK_LIBRARY: join(home, 'library') } });
    running.push(process);
    return process;
  };
  afterAll(() => {
    for (const { child } of running) child.kill('SIGKILL');
  });

  it('shows a photo that is copied into the folder on another server, and removes it everywhere', async () => {
    const address = await makeDatabase();
    mkdirSync(photos);
    cpSync(join(SAMPLES, 'coffee-cup.jpg'), join(photos, 'coffee-cup.jpg'));
    const indexer = start('index', photos, '--watch', '--publish', address, '--share-thumbnails', thumbnails);
    await indexer.said(/published: [^\n]*\n(.*\n)*root [0-9a-f]{12} /);
    const server = start('serve', '--from', address, '--thumbnails', thumbnails, '--port', '0');
    const url = (await server.said(/photoseek is at (http:\S+)/)).match(/http:\S+/)?.[0] as string;
    const find = async (query: string) => {
      const answer = await fetch(`${url}/api/v1/search?${new URLSearchParams({ q: query })}`);
      return ((await answer.json()) as { results: { id: number; path: string; contentHash: string }[] }).results;
    };
    expect(await find('ext:jpg')).toHaveLength(1);

    const path = join(photos, 'a new panda.jpg');
    cpSync(join(SAMPLES, 'red-panda.jpg'), path);
    const copiedAtMs = performance.now();
    await expect.poll(async () => (await find('ext:jpg')).map((photo) => photo.path), PATIENCE).toContain(path);
    const foundAfterMs = performance.now() - copiedAtMs;
    const [panda] = await find('"a new panda"');
    expect(panda?.path).toBe(path);
    const image = await fetch(`${url}/api/v1/photos/${panda?.id}/thumbnail`);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const copies = () =>
      readdirSync(thumbnails, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.includes(panda?.contentHash as string),
      );
    expect(copies()).not.toEqual([]);

    rmSync(path);
    const removedAtMs = performance.now();
    await expect.poll(() => find('ext:jpg'), PATIENCE).toHaveLength(1);
    await expect.poll(copies, PATIENCE).toEqual([]);
    const goneAfterMs = performance.now() - removedAtMs;
    expect((await fetch(`${url}/api/v1/photos/${panda?.id}`)).status).toBe(404);
    expect((await fetch(`${url}/api/v1/photos/${panda?.id}/thumbnail`)).status).toBe(404);
    console.log(
      `found after ${(foundAfterMs / 1000).toFixed(1)} s, gone after ${(goneAfterMs / 1000).toFixed(1)} s, thumbnails included`,
    );

    indexer.child.kill('SIGTERM');
    expect((await indexer.ended).code).toBe(0);
  });
});
