import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFakeModel } from '../support/encoder/fake-encoder.js';
import { writePicture } from '../support/images/random-images.js';
import { findServerPrograms, PostgresServer } from '../support/postgres/server.js';
import { withDatabase } from '../support/postgres/spaces.js';
import { type Running, startNode } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const CHILD = fileURLToPath(new URL('../support/processes/claim-slowly.mjs', import.meta.url));
const PHOTOS = 300;
const KILLS = 5;

const programs = await findServerPrograms();
if (programs === undefined)
  console.warn('skipped: killing machines that share a root, which needs PHOTOSEEK_TEST_POSTGRES here');

describe.skipIf(programs === undefined)('machines that share a root', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start(programs as string, { settings: ['fsync = on', 'shared_buffers = 32MB'] });
    await mkdir(photos);
    for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.png`), i, { width: 16, height: 16 });
    // Makes the extension.
    await withDatabase(async () => {}, server.address());
  }, 120_000);
  afterAll(() => server?.delete());

  it('index each file once, with one of two killed five times and the server stopped hard twice', async () => {
    const options = JSON.stringify({ model: describeFakeModel(), msPerImage: 60, leaseMs: 1500 });
    const start = (name: string) => startNode([CHILD, join(home, name), server.address(), photos, options]);
    const steady = start('steady');
    let killed = 0;
    let mortal: Running | undefined;
    for (let turn = 0; turn < KILLS; turn++) {
      mortal = start('mortal');
      await mortal.said(/encoded \d/);
      if (turn === 1 || turn === 3) {
        server.stop('immediate');
        await sleep(300);
        server.start();
      }
      await sleep(100 * turn);
      mortal.child.kill('SIGKILL');
      if ((await mortal.ended).signal === 'SIGKILL') killed++;
    }
    const last = await finish(start('mortal'));
    const first = await finish(steady);
    expect(killed).toBeGreaterThan(0);
    expect([first.done, last.done]).toEqual([PHOTOS, PHOTOS]);
    const [found] = await withDatabase(
      (database) =>
        database.query<object>(
          `SELECT count(*)::int AS files, count(DISTINCT relative_path)::int AS places, count(DISTINCT file.content_id)::int AS contents,
             (SELECT count(*)::int FROM photoseek.content) AS all_contents, (SELECT sum(files)::int FROM photoseek.library) AS counted FROM photoseek.file AS file`,
        ),
      server.address(),
    );
    console.log(`killed ${killed} times, stopped twice; ${JSON.stringify(found)}`);
    expect(found).toMatchObject({
      files: PHOTOS,
      places: PHOTOS,
      contents: PHOTOS,
      all_contents: PHOTOS,
      counted: PHOTOS,
    });
  }, 300_000);
});

async function finish(running: Running): Promise<{ done: number }> {
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout.trim().split('\n').at(-1) as string);
}
