import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IndexEvent } from '#src/index.js';
import { openLibrary } from '#src/index.js';
import { createRandom, writePicture } from '../support/pictures.js';
import { startCommand } from '../support/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const PHOTOS = 400;
const KILLS = 30;

/** Everything a catalogue says of its files, in an order of its own: ids depend on who was first. */
function dumpCatalogue(library: string): unknown[] {
  const db = new Database(join(library, 'catalogue.db'), { readonly: true });
  const rows = db
    .prepare(
      `SELECT path, file.size_bytes, mtime_ms, failure_code, hex(sha256) AS sha, format, width, height, hex(data) AS vector
       FROM file LEFT JOIN content ON content.id = file.content_id LEFT JOIN frame ON frame.content_id = content.id
       LEFT JOIN vector ON vector.frame_id = frame.id ORDER BY path`,
    )
    .all();
  const orphans = db
    .prepare(
      'SELECT count(*) AS n FROM content WHERE id NOT IN (SELECT content_id FROM file WHERE content_id NOT NULL)',
    )
    .get();
  const integrity = db.pragma('integrity_check', { simple: true });
  db.close();
  expect(integrity).toBe('ok');
  expect(orphans).toEqual({ n: 0 });
  return rows;
}

async function answer(path: string): Promise<string[][]> {
  const library = await openLibrary({ path, create: false });
  const answers: string[][] = [];
  for (const query of ['a red square', 'night', 'green and blue', 'a pattern', 'zebra']) {
    const { results } = await library.search(query, { limit: 30, all: true });
    answers.push(results.map((result) => `${result.path} ${result.cosine}`));
  }
  await library.close();
  return answers;
}

function readEvents(stdout: string): IndexEvent[] {
  const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('an index run that is killed again and again', () => {
  const folder = makeTemporaryFolder();
  const photos = join(folder, 'photos');
  beforeAll(async () => {
    mkdirSync(photos);
    for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.jpg`), i);
  });

  it('loses nothing that was reported done, and ends as an undisturbed run does', async () => {
    const killed = join(folder, 'killed');
    const random = createRandom(20);
    let toDo = PHOTOS;
    let reported = 0;
    let disturbed = 0;
    for (let i = 0; i < KILLS; i++) {
      const run = startCommand(['index', photos, '--library', killed, '--json']);
      // Half of them while they start, half while pictures are under way.
      if (i % 2 === 0) {
        await sleep(700 * random());
      } else {
        await run.said(/"planned"/);
        await sleep(500 + 2000 * random());
      }
      run.child.kill('SIGKILL');
      const { signal, stdout } = await run.ended;
      if (signal === 'SIGKILL') disturbed++;
      const events = readEvents(stdout);
      const planned = events.find((event) => event.type === 'planned');
      if (planned?.type !== 'planned') continue;
      // What the run before had reported as done is not to be done again.
      expect(planned.toDo).toBeLessThanOrEqual(toDo - reported);
      toDo = planned.toDo;
      const progress = events.filter((event) => event.type === 'progress').at(-1);
      reported = progress?.type === 'progress' ? progress.done : 0;
    }
    const left = toDo - reported;
    expect(left).toBeLessThan(PHOTOS);
    console.log(
      `${disturbed} of ${KILLS} runs were killed; at most ${left} of ${PHOTOS} photos were left for the last one`,
    );
    expect(disturbed).toBeGreaterThan(KILLS / 2);

    const last = await startCommand(['index', photos, '--library', killed, '--json']).ended;
    expect(last.code).toBe(0);
    const whole = join(folder, 'whole');
    expect((await startCommand(['index', photos, '--library', whole]).ended).code).toBe(0);
    expect(dumpCatalogue(killed)).toEqual(dumpCatalogue(whole));
    expect(await answer(killed)).toEqual(await answer(whole));
  }, 180_000);
});
