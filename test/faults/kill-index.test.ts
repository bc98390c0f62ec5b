import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IndexEvent } from '#src/index.js';
import { openLibrary } from '#src/index.js';
import { makeXmp } from '../metadata/make-tiff.js';
import { createRandom, writePicture } from '../support/images/random-images.js';
import { startCommand } from '../support/processes/run-command.js';
import { IS_LONG } from '../support/runner/form.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

/** Enough to be interrupted in the middle, each time. */
const PHOTOS = IS_LONG ? 400 : 80;
const KILLS = IS_LONG ? 30 : 3;

/** Everything a catalogue says of its files, in an order of its own: ids depend on who was first. */
function dumpCatalogue(library: string): Record<string, unknown[]> {
  const db = new Database(join(library, 'catalogue.db'), { readonly: true });
  const files = db
    .prepare(
      `SELECT path, file.size_bytes, mtime_ms, failure_code, (SELECT group_concat(stage || '@' || version) FROM stage_done WHERE content_id = content.id) AS stages, sidecar_stamp, hex(sha256) AS sha, format, width, height,
         hex(phash) AS phash, hex(vector.data) AS vector, metadata.data AS metadata, taken_at_ms, taken_local, city, country, camera, rating
       FROM file LEFT JOIN content ON content.id = file.content_id LEFT JOIN frame ON frame.content_id = content.id
       LEFT JOIN region ON region.frame_id = frame.id LEFT JOIN vector ON vector.region_id = region.id
       LEFT JOIN metadata ON metadata.file_id = file.id ORDER BY path`,
    )
    .all();
  const keywords = db
    .prepare('SELECT path, word FROM keyword JOIN file ON file.id = file_id ORDER BY path, word')
    .all();
  // Every word with its place, as the indexes of words hold them.
  const [words, names] = ['file_text', 'file_name'].map((table) => {
    db.exec(`CREATE VIRTUAL TABLE temp.${table}_words USING fts5vocab (main, ${table}, instance)`);
    const list = `SELECT coalesce(path, 'nobody: ' || doc) AS path, col, offset, term FROM temp.${table}_words LEFT JOIN file ON file.id = doc
      ORDER BY path, col, offset, term`;
    return db.prepare(list).all();
  }) as [unknown[], unknown[]];
  const orphans = db
    .prepare(
      'SELECT count(*) AS n FROM content WHERE id NOT IN (SELECT content_id FROM file WHERE content_id NOT NULL)',
    )
    .get();
  const integrity = db.pragma('integrity_check', { simple: true });
  db.close();
  expect(integrity).toBe('ok');
  expect(orphans).toEqual({ n: 0 });
  return { files, keywords, words, names };
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
    for (let i = 0; i < PHOTOS; i++) {
      await writePicture(join(photos, `${i}.jpg`), i);
      const about = `<dc:title>Number ${i}</dc:title><xmp:Rating>${i % 6}</xmp:Rating>
        <dc:subject><rdf:Bag><rdf:li>group ${i % 7}</rdf:li><rdf:li>all</rdf:li></rdf:Bag></dc:subject>
        <exif:GPSLatitude>${40 + (i % 10)},0N</exif:GPSLatitude><exif:GPSLongitude>8,30E</exif:GPSLongitude>`;
      if (i % 3 === 0) await writeFile(join(photos, `${i}.xmp`), makeXmp(about));
    }
  });

  it('loses nothing that was reported done, and ends as an undisturbed run does', async () => {
    const killed = join(folder, 'killed');
    const whole = join(folder, 'whole');
    const undisturbed = startCommand(['index', photos, '--library', whole]);
    const random = createRandom(20);
    let toDo = PHOTOS;
    let reported = 0;
    let disturbed = 0;
    for (let i = 0; i < KILLS; i++) {
      const run = startCommand(['index', photos, '--library', killed, '--json']);
      // A third each while they start, before the first pictures are written, and once some are: on a slow machine, too.
      if (i % 3 === 0) {
        await sleep(700 * random());
      } else {
        await run.said(i % 3 === 1 ? /"planned"/ : /"done":[1-9]|"type":"done"/);
        await sleep((i % 3 === 1 ? 300 : 700) * random());
      }
      run.child.kill('SIGKILL');
      const { signal, stdout } = await run.ended;
      if (signal === 'SIGKILL') disturbed++;
      const events = readEvents(stdout);
      const planned = events.find((event) => event.type === 'planned');
      if (planned?.type !== 'planned') continue;
      // Photos that the run before had reported as done are not done again.
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
    expect((await undisturbed.ended).code).toBe(0);
    const expected = dumpCatalogue(whole);
    expect([expected['files']?.length, expected['keywords']?.length]).toEqual([PHOTOS, 2 * Math.ceil(PHOTOS / 3)]);
    expect(expected['words']?.length).toBeGreaterThan(PHOTOS);
    expect(dumpCatalogue(killed)).toEqual(expected);
    expect(await answer(killed)).toEqual(await answer(whole));
  }, 300_000);
});
