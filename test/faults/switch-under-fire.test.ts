import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { type Library, openLibrary } from '#src/index.js';
import { FIRST_MODEL } from '../support/encoder/models.js';
import { writePicture } from '../support/images/random-images.js';
import { runCommand, startCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const PHOTOS = 80;
/** Moments at which the change is killed, as shares of the time that it takes undisturbed. */
const MOMENTS = [0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1];
const QUERIES = ['a red square', 'night', 'green and blue'];

const folder = makeTemporaryFolder();
const [photos, old, fresh] = [join(folder, 'photos'), join(folder, 'old'), join(folder, 'fresh')];
/** Of an undisturbed change. */
let tookMs: number;
/** The answer to each query, from the library before the change and from one that was made with the new model alone. */
let before: string[];
let after: string[];

async function find(library: Library, query: string): Promise<string> {
  const { results } = await library.search(query, { mode: 'vector', all: true, limit: PHOTOS });
  return results.map(({ path, cosine, relevance }) => `${path} ${cosine} ${relevance}`).join('\n');
}

async function answer(library: Library): Promise<string[]> {
  const answers: string[] = [];
  for (const query of QUERIES) answers.push(await find(library, query));
  return answers;
}

async function answerOnce(path: string): Promise<string[]> {
  const library = await openLibrary({ path, create: false });
  try {
    return await answer(library);
  } finally {
    await library.close();
  }
}

/** The vectors of a model's space, by path and frame; its state; and the model that the library is opened with. */
function readSpace(path: string, model: string) {
  const db = new Database(join(path, 'catalogue.db'), { readonly: true });
  const space = db.prepare('SELECT id, state FROM space WHERE name = ?').get(model) as
    | { id: number; state: string }
    | undefined;
  const vectors = db
    .prepare(
      `SELECT file.path, frame.ordinal, hex(vector.data) AS data FROM vector JOIN region ON region.id = region_id
       JOIN frame ON frame.id = frame_id JOIN file ON file.content_id = frame.content_id WHERE space_id = ? ORDER BY 1, 2`,
    )
    .all(space?.id ?? 0);
  const opened = db.prepare("SELECT value FROM setting WHERE key = 'model'").pluck().get();
  db.close();
  return { state: space?.state, vectors, opened };
}

const change = (path: string) => ['models', 'use', EMBEDDED_MODEL, '--json', '--library', path];

beforeAll(async () => {
  mkdirSync(photos);
  for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.jpg`), i);
  for (const [path, model] of [
    [old, FIRST_MODEL],
    [fresh, EMBEDDED_MODEL],
  ] as const)
    expect((await runCommand(['index', photos, '--library', path, '--model', model])).code).toBe(0);
  [before, after] = [await answerOnce(old), await answerOnce(fresh)];
  for (const [i, text] of before.entries()) {
    expect(text.split('\n')).toHaveLength(PHOTOS);
    expect(after[i]).not.toBe(text);
  }
  const undisturbed = join(folder, 'undisturbed');
  cpSync(old, undisturbed, { recursive: true });
  const startedAtMs = performance.now();
  expect((await runCommand(change(undisturbed))).code).toBe(0);
  tookMs = performance.now() - startedAtMs;
});

/** Searches until `stop` is called; tells by which model the answers were, in the order in which that changed. */
function searchThroughout(library: Library): { stop(): Promise<string[]> } {
  const seen: string[] = [];
  let isOver = false;
  const searching = (async () => {
    for (let i = 0; !isOver || i === 0; i = (i + 1) % QUERIES.length) {
      const text = await find(library, QUERIES[i] as string);
      const by = text === before[i] ? 'old' : text === after[i] ? 'new' : text;
      if (by !== seen.at(-1)) seen.push(by);
      await sleep(5);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await searching;
      return seen;
    },
  };
}

describe('a change to another model under fire', () => {
  it('is searched throughout, and ends as a library that was made with the new model alone', async () => {
    let halfWay = 0;
    for (const [i, share] of MOMENTS.entries()) {
      const path = join(folder, `killed-${i}`);
      cpSync(old, path, { recursive: true });
      const reader = await openLibrary({ path, create: false });
      const searches = searchThroughout(reader);
      const run = startCommand(change(path));
      await sleep(tookMs * share);
      run.child.kill('SIGKILL');
      await run.ended;
      const killed = readSpace(path, EMBEDDED_MODEL);
      if (killed.state === 'building' && killed.vectors.length > 0) halfWay++;
      if (killed.state === 'active') expect(killed).toMatchObject({ opened: EMBEDDED_MODEL });
      expect(readSpace(path, FIRST_MODEL).vectors).toHaveLength(PHOTOS);
      // Neither an open library nor a new one sees a part of the new space.
      expect(await answerOnce(path)).toEqual(killed.state === 'active' ? after : before);

      expect(await runCommand(change(path))).toMatchObject({ code: 0 });
      const seen = await searches.stop();
      expect(seen[0]).toBe('old');
      expect(seen.slice(1)).toEqual(seen.length > 1 ? ['new'] : []);
      expect(await answer(reader)).toEqual(after);
      await reader.close();
      expect(await answerOnce(path)).toEqual(after);
      expect(readSpace(path, EMBEDDED_MODEL)).toEqual(readSpace(fresh, EMBEDDED_MODEL));
      expect(readSpace(path, FIRST_MODEL).state).toBe('retired');
      expect((await runCommand(['verify', '--library', path])).code).toBe(0);
    }
    expect(halfWay).toBeGreaterThan(1);
  }, 600_000);
});
