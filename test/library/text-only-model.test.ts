// The published package leaves out the image tower of the first embedded model: libraries that were made with it go on.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL, LEFT_OUT_TOWERS } from '#src/encoder/models/embedded-model.js';
import { MODEL_FILES, REGIONS_FILE } from '#src/encoder/models/model-files.js';
import { readModelFolder } from '#src/encoder/models/model-folder.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { copyModel, FIRST_MODEL, MODEL_FOLDER } from '../support/encoder/models.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const FIXTURE = join(import.meta.dirname, '../fixtures/libraries/schema-6.db');
const NAMES = ['coffee-cup.jpg', 'red-panda.jpg', 'two-spaniels-at-window.jpg'];
const home = makeTemporaryFolder();

/** The first model as the package has it. */
async function makeTextOnlyModel(): Promise<string> {
  const folder = await copyModel(makeTemporaryFolder());
  for (const file of [MODEL_FILES.vision, REGIONS_FILE]) await rm(join(folder, file));
  return folder;
}

const textOnlyModel = makeTextOnlyModel();

/** As the package resolves models. */
const resolveInstalled: typeof resolveModel = async (name, sources) =>
  name === FIRST_MODEL
    ? readModelFolder(await textOnlyModel, { name, leftOut: LEFT_OUT_TOWERS[name] })
    : resolveModel(name, sources);

/** A library of the first model with three photos, and their folder. */
async function open(name: string, options: OpenOptions = {}, resolve = resolveInstalled) {
  const [path, photos] = [join(home, name), join(home, `${name}-photos`)];
  if (!existsSync(path)) {
    await mkdir(path);
    await mkdir(photos);
    await copyFile(FIXTURE, join(path, 'catalogue.db'));
    for (const photo of NAMES) await copyFile(join(SAMPLES, photo), join(photos, photo));
  }
  return { library: await openLibraryWith({ path, ...options }, { resolveModel: resolve }), photos };
}

const first = async (library: Library, query: string) => basename((await library.search(query)).results[0]?.path ?? '');

const LACKING = { code: 'model-not-found', hint: expect.stringContaining(`photoseek models use ${EMBEDDED_MODEL}`) };

describe('the first embedded model without its image tower', () => {
  it('has the fingerprint of the whole model', async () => {
    const { revision, visionBytes } = await readModelFolder(MODEL_FOLDER);
    expect(LEFT_OUT_TOWERS[FIRST_MODEL]).toEqual({ revision, visionBytes });
    const description = await readModelFolder(await textOnlyModel, { leftOut: { revision, visionBytes } });
    expect(description).toMatchObject({ revision, visionBytes, files: {} });
  });

  it('is no model of a user: a folder needs its image tower', async () => {
    await expect(readModelFolder(await textOnlyModel)).rejects.toThrow('lacks onnx/vision_model.onnx');
  });

  it('answers texts and stored photos, and says what to do about others', async () => {
    const { library } = await open('answers');
    expect(await first(library, 'a red panda')).toBe('red-panda.jpg');
    const [cup] = (await library.search('a cup of coffee')).results;
    const { results } = await library.similar({ id: cup?.id ?? 0 }, { all: true });
    expect(results).toHaveLength(2);
    const bytes = await readFile(join(SAMPLES, 'german-shepherd-dog.jpg'));
    await expect(library.similar({ bytes })).rejects.toMatchObject(LACKING);
    await library.close();
  });

  it('is replaced by the current one in the next index run', async () => {
    const { library, photos } = await open('replaced');
    await library.put('shop-1', { image: { bytes: await readFile(join(SAMPLES, 'paint-brushes.jpg')) } });
    const report = await indexPaths(library, [photos]);
    expect(report).toMatchObject({ indexed: 3, failed: [], unembedded: 0 });
    expect(report.notices).toMatchObject([
      { code: 'model-superseded', message: expect.stringContaining('is not part of this package') },
    ]);
    expect((await library.spaces()).map(({ name, state, photos: count }) => [name, state, count])).toEqual([
      [FIRST_MODEL, 'retired', 3],
      [EMBEDDED_MODEL, 'active', 4],
    ]);
    expect(await first(library, 'paint brushes')).toMatch(/^shop-1/);
    expect((await indexPaths(library, [photos])).notices).toEqual([]);
    await library.close();
  });

  it('is brought over in the background', async () => {
    const { library, photos } = await open('background', {}, resolveModel);
    await indexPaths(library, [photos]);
    await library.close();
    const { library: installed } = await open('background');
    expect(await installed.upgradeModel()).toBe(true);
    expect((await installed.spaces()).map(({ name, state }) => [name, state])).toEqual([
      [FIRST_MODEL, 'retired'],
      [EMBEDDED_MODEL, 'active'],
    ]);
    await installed.close();
  });

  it('embeds nothing where a user asked for it by name', async () => {
    const { library, photos } = await open('named', { model: FIRST_MODEL });
    await expect(indexPaths(library, [photos])).rejects.toMatchObject(LACKING);
    await library.close();
  });
});
