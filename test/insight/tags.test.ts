import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import type { Library } from '#src/index.js';
import { loadVocabulary, SHIPPED_VOCABULARY } from '#src/insight/tags/load-vocabulary.js';
import { encodeTerms, getTermVectors } from '#src/insight/tags/term-vectors.js';
import { applyVocabulary, parseVocabulary } from '#src/insight/tags/vocabulary.js';
import { openLibraryWith } from '#src/library/open-library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { dot } from '../support/vectors/synthetic-vectors.js';

const home = makeTemporaryFolder();

/** Opens a library with the embedded model, and no decoding processes. */
const openInProcess = (path: string) => openLibraryWith({ path, threads: 1 }, IN_PROCESS);

describe('tags of the sample photos', () => {
  let library: Library;
  beforeAll(async () => {
    library = await openSampleLibrary(home, {}, IN_PROCESS);
  });
  afterAll(() => library.close());

  const tagsOf = async (name: string) => {
    const { results } = await library.search(name.replace(/\.\w+$/, ''), { mode: 'text', limit: 1 });
    const id = results.find(({ path }) => basename(path) === name)?.id as number;
    return library.tagsOf(id);
  };

  it.each([
    ['german-shepherd-dog.jpg', 'dog'],
    ['suspension-bridge-at-night.jpg', 'bridge'],
    ['coffee-cup.jpg', 'coffee'],
    ['honey-bee-on-aster.jpg', 'bee'],
    ['forest-stream.jpg', 'stream'],
    ['neuschwanstein-castle.jpg', 'castle'],
  ])('%s: %s', async (name, tag) => {
    const tags = await tagsOf(name);
    expect(tags.map((one) => one.name)).toContain(tag);
    expect(tags.length).toBeLessThanOrEqual(4);
    const scores = tags.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const score of scores) expect(score > 0 && score < 1).toBe(true);
  });

  it('are counted, the most frequent first, with their groups; below a folder only its own', async () => {
    const tags = await library.tags();
    expect(tags.find(({ name }) => name === 'dog')).toMatchObject({ group: 'animals' });
    const counts = tags.map(({ count }) => count);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(await library.within(join(SAMPLES, 'nothing')).tags()).toEqual([]);
    expect(await library.within(SAMPLES).tags()).toEqual(tags);
  });

  it('are filters', async () => {
    const { total } = await library.search('tag:dog');
    expect(total).toBe((await library.tags()).find(({ name }) => name === 'dog')?.count);
    expect(total).toBeGreaterThan(0);
  });

  it('say that a photo is not there', async () => {
    await expect(library.tagsOf(99_999)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('follow the vocabulary: another, more terms, fewer, and back', async () => {
    const before = await library.tags();
    const file = join(home, 'mine.txt');
    writeFileSync(file, '[mine]\nbridge: a bridge\nbee\n');
    expect(await library.useVocabulary(file)).toBe(2);
    expect((await library.tags()).map(({ name, group }) => `${group}/${name}`).sort()).toEqual([
      'mine/bee',
      'mine/bridge',
    ]);

    writeFileSync(file, '-dog\n[mine]\nred crab: a red crab on a rock\n@extend');
    const count = await library.useVocabulary(file);
    expect(count).toBe((await loadVocabulary(join(home, 'nowhere'))).terms.length);
    const extended = await library.tags();
    expect(extended.find(({ name }) => name === 'dog')).toBeUndefined();
    expect(extended.find(({ name }) => name === 'red crab')).toMatchObject({ group: 'mine' });

    await library.useVocabulary(null);
    expect(await library.tags()).toEqual(before);
  });

  it('keep the old terms when a file is wrong', async () => {
    const file = join(home, 'wrong.txt');
    writeFileSync(file, 'dog\n[animals\n');
    await expect(library.useVocabulary(file)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('line 2'),
    });
    await expect(library.useVocabulary(join(home, 'missing.txt'))).rejects.toMatchObject({ code: 'path-not-found' });
    expect((await library.tags()).length).toBeGreaterThan(10);
  });
});

describe('a filter by tag', () => {
  it('finds photos also when nobody has asked for tags since the vocabulary was changed', async () => {
    const library = await openInProcess(join(home, 'asked'));
    for await (const event of library.index([join(SAMPLES, 'german-shepherd-dog.jpg')]))
      if (event.type === 'done') break;
    expect((await library.search('tag:dog')).total).toBe(1);
    writeFileSync(join(home, 'own.txt'), 'my dog: a dog\n');
    await library.useVocabulary(join(home, 'own.txt'));
    expect((await library.search('tag:"my dog"')).total).toBe(1);
    expect((await library.search({ filters: 'tag:dog' })).total).toBe(0);
    await library.close();
  });
});

describe('new photos', () => {
  it('get their tags with the index run, and photos that are gone lose theirs', async () => {
    const library = await openInProcess(join(home, 'growing'));
    const photos = join(home, 'photos');
    mkdirSync(photos);
    copyFileSync(join(SAMPLES, 'german-shepherd-dog.jpg'), join(photos, 'a.jpg'));
    await indexPaths(library, [join(SAMPLES, 'forest-stream.jpg')]);
    const before = await library.tags();
    expect(before.find(({ name }) => name === 'stream')?.count).toBe(1);
    await indexPaths(library, [photos]);
    expect((await library.tags()).find(({ name }) => name === 'dog')?.count).toBe(1);
    expect((await library.tags()).find(({ name }) => name === 'stream')?.count).toBe(1);
    rmSync(join(photos, 'a.jpg'));
    await indexPaths(library, [photos], { prune: true });
    expect((await library.tags()).find(({ name }) => name === 'dog')).toBeUndefined();
    await library.close();
  });
});

describe('the vocabulary', () => {
  it('reads groups, prompts and comments', () => {
    const text = '\uFEFF# mine\nplain\r\n[one]\n Two : a two |  another two \n\n[other]\nthree:\n';
    expect(parseVocabulary(text, 'file').terms).toEqual([
      { name: 'plain', group: '', prompts: [] },
      { name: 'two', group: 'one', prompts: ['a two', 'another two'] },
      { name: 'three', group: 'other', prompts: [] },
    ]);
  });

  it.each([
    ['', /holds no terms/],
    ['dog\nDog', /line 2: "dog" stands there twice/],
    ['[animals', /line 1: "\[animals" is no heading/],
    ['@extends', /there is only @extend/],
    ['-dog\ncat', /takes "dog" away, but extends nothing/],
    [': a photo', /has no name/],
    ['x'.repeat(201), /longer than 200/],
  ])('refuses %j', (text, message) => {
    expect(() => parseVocabulary(text, 'file')).toThrow(
      expect.objectContaining({ code: 'bad-argument', message: expect.stringMatching(message) }),
    );
  });

  it('is put upon another', () => {
    const base = parseVocabulary('[a]\ndog\ncat\n', 'base').terms;
    const own = parseVocabulary('@extend\n-cat\n[b]\ndog: my dog\nfox\n', 'own');
    expect(applyVocabulary(base, own).map(({ name, group }) => `${group}/${name}`)).toEqual(['b/dog', 'b/fox']);
  });

  it('ships with about 300 terms or more in groups, each once, with the vectors that the embedded model gives', async () => {
    const { terms } = parseVocabulary(readFileSync(SHIPPED_VOCABULARY, 'utf8'), SHIPPED_VOCABULARY);
    expect(terms.length).toBeGreaterThanOrEqual(300);
    expect(terms.every(({ group }) => group !== '')).toBe(true);
    const model = await resolveModel(EMBEDDED_MODEL, { cache: home, hub: '' });
    let texts = 0;
    const encoder = createEncoder(model);
    const counting = {
      ...encoder,
      encodeTexts: (all: readonly string[]) => {
        texts += all.length;
        return encoder.encodeTexts(all);
      },
    };
    const shipped = await getTermVectors(terms, counting, home);
    expect(texts).toBe(0);
    const some = terms.filter((_, i) => i % 40 === 0);
    const encoded = await encodeTerms(some, encoder);
    await encoder.close();
    some.forEach((term, i) => {
      const at = terms.indexOf(term) * model.dim;
      const cosine = dot(
        shipped.data.subarray(at, at + model.dim),
        encoded.subarray(i * model.dim, (i + 1) * model.dim),
      );
      expect.soft(cosine, term.name).toBeGreaterThan(0.999);
    });
  });
});
