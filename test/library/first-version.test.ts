// A library that was made with the first version of the embedded model. Its photos lay in /photos, on another machine.
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { openLibrary } from '#src/index.js';
import type { Library } from '#src/library/types/library.js';
import { FIRST_MODEL } from '../support/encoder/models.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const FIXTURE = join(import.meta.dirname, '../fixtures/libraries/schema-6.db');
const NAMES = ['coffee-cup.jpg', 'red-panda.jpg', 'two-spaniels-at-window.jpg'];
const home = makeTemporaryFolder();
const [path, photos] = [join(home, 'library'), join(home, 'photos')];

let library: Library;
beforeAll(async () => {
  await mkdir(path);
  await mkdir(photos);
  await copyFile(FIXTURE, join(path, 'catalogue.db'));
  for (const name of NAMES) await copyFile(join(SAMPLES, name), join(photos, name));
  library = await openLibrary({ path });
});
afterAll(() => library.close());

/** The name of the first result. */
const first = async (query: string) => basename((await library.search(query)).results[0]?.path ?? '');
const readSpaces = async () => (await library.spaces()).map(({ name, state, photos }) => [name, state, photos]);

describe('a library of the first version', () => {
  it('keeps its model, and answers texts and images with it', async () => {
    expect((await library.stats()).model.name).toBe(FIRST_MODEL);
    expect(await first('a red panda')).toBe('red-panda.jpg');
    expect(await first('a cup of coffee')).toBe('coffee-cup.jpg');
    expect((await library.search('a red panda')).language).toBeNull();
    const bytes = await readFile(join(SAMPLES, 'german-shepherd-dog.jpg'));
    const { results } = await library.similar({ bytes }, { all: true });
    expect(basename(results[0]?.path ?? '')).toBe('two-spaniels-at-window.jpg');
  });

  it('takes new photos with its model, and says how to change', async () => {
    const report = await indexPaths(library, [photos]);
    expect(report).toMatchObject({ reused: 3, failed: [], unembedded: 0 });
    expect(report.notices).toEqual([
      { code: 'model-superseded', path, message: expect.stringContaining(`photoseek models use ${EMBEDDED_MODEL}`) },
    ]);
    expect(await readSpaces()).toEqual([[FIRST_MODEL, 'active', 3]]);
  });

  it('is brought over when it is told to, and understands other languages then', async () => {
    await library.close();
    library = await openLibrary({ path, model: EMBEDDED_MODEL });
    // Until all photos are embedded anew, the first model answers.
    expect(await first('a red panda')).toBe('red-panda.jpg');
    expect((await library.search('a red panda')).notices).toMatchObject([{ code: 'space-building' }]);
    const report = await indexPaths(library, [photos]);
    expect(report).toMatchObject({ indexed: 3, failed: [], notices: [], unembedded: 0 });
    await library.close();

    library = await openLibrary({ path });
    expect((await library.stats()).model.name).toBe(EMBEDDED_MODEL);
    expect(await readSpaces()).toEqual([
      [FIRST_MODEL, 'retired', 3],
      [EMBEDDED_MODEL, 'active', 3],
    ]);
    expect(await first('a red panda')).toBe('red-panda.jpg');
    for (const [query, name] of [
      ['小熊猫', 'red-panda.jpg'],
      ['eine Tasse Kaffee', 'coffee-cup.jpg'],
      ['две собаки', 'two-spaniels-at-window.jpg'],
    ] as const)
      expect.soft(await first(query), query).toBe(name);
    expect((await library.search('две собаки')).language).toEqual({ codes: ['ru'], towers: ['multilingual'] });
  });
});
