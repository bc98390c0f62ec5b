// A library changes its model: searches use the model from before until every photo is embedded with the new one.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { Catalogue } from '#src/store/catalogue.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const first = join(home, 'first');
const second = join(home, 'second');
const COUNT = 12;

beforeAll(async () => {
  for (const [folder, seed] of [
    [first, 0],
    [second, 100],
  ] as const) {
    await mkdir(folder, { recursive: true });
    for (let i = 0; i < COUNT; i++) await writePicture(join(folder, `${i}.jpg`), seed + i);
  }
});

/** Opens a library whose models are fakes. @param beforeImages awaited before each batch of images of model `new` */
function open(path: string, options: OpenOptions = {}, beforeImages: () => void = () => {}): Promise<Library> {
  const { dependencies } = fakeDependencies({}, [{ name: 'new', dim: 24, beforeImages }]);
  return openLibraryWith({ path, ...options }, dependencies);
}

/** The name and state of every space, and the model that the library is opened with. */
function readSpaces(path: string) {
  const catalogue = new Catalogue(path, { create: false });
  const spaces = Object.fromEntries(catalogue.spaces.list().map(({ name, state }) => [name, state]));
  const model = catalogue.getSetting('model');
  catalogue.close();
  return { spaces, model };
}

/** The answers of a library that is opened without a model. */
async function answer(path: string): Promise<string[]> {
  const library = await open(path);
  const { results } = await library.search('red', { mode: 'vector', all: true, limit: 100 });
  await library.close();
  return results.map(({ path: file, cosine }) => `${file} ${cosine}`);
}

/** A library of both folders with model `old`. */
async function makeLibrary(name: string): Promise<string> {
  const path = join(home, name);
  const library = await open(path, { model: 'old' });
  expect(await indexPaths(library, [first, second])).toMatchObject({ indexed: 2 * COUNT, unembedded: 0 });
  await library.close();
  expect(readSpaces(path)).toEqual({ spaces: { old: 'active' }, model: 'old' });
  return path;
}

describe('a library that changes its model', { timeout: 120_000 }, () => {
  it('answers with the old one while a run is cancelled, and with the new one when it is complete', async () => {
    const path = await makeLibrary('cancelled');
    const before = await answer(path);
    expect(before).toHaveLength(2 * COUNT);

    const stop = new AbortController();
    let batches = 0;
    const cancelled = await open(path, { model: 'new' }, () => {
      if (++batches === 2) stop.abort();
    });
    await expect(indexPaths(cancelled, [first, second], { signal: stop.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    await cancelled.close();
    expect(readSpaces(path)).toEqual({ spaces: { old: 'active', new: 'building' }, model: 'old' });
    expect(await answer(path)).toEqual(before);

    const half = await open(path, { model: 'new' });
    const report = await indexPaths(half, [first]);
    await half.close();
    // The photos of the other folder that the cancelled run did not reach.
    expect(report.unembedded).toBeGreaterThan(0);
    expect(report.unembedded).toBeLessThanOrEqual(COUNT);
    expect(readSpaces(path)).toEqual({ spaces: { old: 'active', new: 'building' }, model: 'old' });
    expect(await answer(path)).toEqual(before);

    const complete = await open(path, { model: 'new' });
    expect(await indexPaths(complete, [second])).toMatchObject({ indexed: report.unembedded, unembedded: 0 });
    await complete.close();
    expect(readSpaces(path)).toEqual({ spaces: { old: 'retired', new: 'active' }, model: 'new' });
    const after = await answer(path);
    expect(after).toHaveLength(2 * COUNT);
    expect(after).not.toEqual(before);
  });

  it('changes in one run when that reaches everything', async () => {
    const path = await makeLibrary('at-once');
    const library = await open(path, { model: 'new' });
    expect(await indexPaths(library, [first, second])).toMatchObject({ indexed: 2 * COUNT, unembedded: 0, failed: [] });
    await library.close();
    expect(readSpaces(path)).toEqual({ spaces: { old: 'retired', new: 'active' }, model: 'new' });
  });

  it('changes back without embedding again', async () => {
    const path = await makeLibrary('back');
    for (const [model, indexed] of [
      ['new', 2 * COUNT],
      ['old', 0],
    ] as const) {
      const library = await open(path, { model });
      expect(await indexPaths(library, [first, second])).toMatchObject({ indexed, unembedded: 0 });
      await library.close();
    }
    expect(readSpaces(path)).toEqual({ spaces: { old: 'active', new: 'retired' }, model: 'old' });
  });

  it('has both active when it is asked for', async () => {
    const path = await makeLibrary('both');
    const library = await open(path, { model: 'new' });
    expect(await indexPaths(library, [first, second], { keepActive: true })).toMatchObject({ unembedded: 0 });
    await library.close();
    expect(readSpaces(path)).toEqual({ spaces: { old: 'active', new: 'active' }, model: 'new' });
  });

  it('embeds a new photo in every active space, decoded once', async () => {
    const path = await makeLibrary('kept-complete');
    const library = await open(path, { model: 'new' });
    await indexPaths(library, [first, second], { keepActive: true });
    await library.close();
    const third = join(home, 'third');
    await mkdir(third);
    await writePicture(join(third, 'a.jpg'), 500);
    const decoded: number[] = [];
    const onStage: OpenOptions['onStage'] = (stage, ms) => {
      if (stage === 'decode') decoded.push(ms);
    };
    const again = await open(path, { onStage });
    expect(await indexPaths(again, [third])).toMatchObject({ indexed: 1, unembedded: 0 });
    await again.close();
    expect(decoded).toHaveLength(1);
    const catalogue = new Catalogue(path, { create: false });
    expect(catalogue.spaces.list().map(({ id }) => catalogue.vectors.count(id))).toEqual([
      2 * COUNT + 1,
      2 * COUNT + 1,
    ]);
    catalogue.close();
  });

  it('remembers the model of its first run from the start, also of one that is cancelled', async () => {
    const path = join(home, 'first-run');
    const stop = new AbortController();
    const library = await open(path, { model: 'new' }, () => stop.abort());
    await expect(indexPaths(library, [first], { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    await library.close();
    expect(readSpaces(path)).toEqual({ spaces: { new: 'active' }, model: 'new' });
  });
});
