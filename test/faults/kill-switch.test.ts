import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { openLibrary } from '#src/index.js';
import { TOY_MODEL_FOLDER } from '../support/encoder/models.js';
import { createRandom, writePicture } from '../support/images/random-images.js';
import { runCommand, startCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const PHOTOS = 80;
const KILLS = 4;

const folder = makeTemporaryFolder();
const photos = join(folder, 'photos');
const library = join(folder, 'library');

beforeAll(async () => {
  mkdirSync(photos);
  for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.jpg`), i);
  expect((await runCommand(['index', photos, '--library', library])).code).toBe(0);
});

/** Vectors and state of every space, in the order they were added; and the model the library is opened with. */
function readSpaces() {
  const db = new Database(join(library, 'catalogue.db'), { readonly: true });
  const spaces = db
    .prepare('SELECT state, (SELECT count(*) FROM vector WHERE space_id = space.id) AS vectors FROM space ORDER BY id')
    .all();
  const model = db.prepare("SELECT value FROM setting WHERE key = 'model'").pluck().get();
  db.close();
  return { spaces, model };
}

async function answer(): Promise<string[]> {
  const opened = await openLibrary({ path: library, create: false });
  const { results } = await opened.search('a red square', { mode: 'vector', all: true, limit: PHOTOS });
  await opened.close();
  return results.map(({ path, cosine }) => `${path} ${cosine}`);
}

it('a change of models that is killed again and again is searched with the old model until it is complete', async () => {
  const before = await answer();
  expect(before).toHaveLength(PHOTOS);
  const change = ['index', photos, '--library', library, '--model', TOY_MODEL_FOLDER, '--json'];
  const random = createRandom(7);
  let halfWay = 0;
  for (let i = 0; i < KILLS; i++) {
    const run = startCommand(change);
    await run.said(i % 2 === 0 ? /"planned"/ : /"progress"/);
    await sleep(200 * random());
    run.child.kill('SIGKILL');
    const { signal } = await run.ended;
    const { spaces, model } = readSpaces();
    if (signal !== 'SIGKILL' || (spaces[1] as { state: string }).state === 'active') break;
    halfWay++;
    expect(spaces).toMatchObject([{ state: 'active', vectors: PHOTOS }, { state: 'building' }]);
    expect(model).toBe(EMBEDDED_MODEL);
    expect(await answer()).toEqual(before);
  }
  expect(halfWay).toBeGreaterThan(0);

  expect((await runCommand(change)).code).toBe(0);
  expect(readSpaces()).toEqual({
    spaces: [
      { state: 'retired', vectors: PHOTOS },
      { state: 'active', vectors: PHOTOS },
    ],
    model: TOY_MODEL_FOLDER,
  });
  const after = await answer();
  expect(after).toHaveLength(PHOTOS);
  expect(after).not.toEqual(before);
}, 240_000);
