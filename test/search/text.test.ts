import { basename } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseRanks } from '#src/search/rank/fuse.js';
import { runSearch } from '#src/search/run-search.js';
import { readTerms } from '#src/search/text/terms.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { SearchOptions, SearchQuery } from '#src/search/types/request.js';
import { type MadePhoto, makeSearchContext } from '../support/libraries/search-context.js';

const DIM = 4;
/** Texts without numbers lie opposite: as far from these photos as can be. */
const AWAY = Float32Array.of(0, 0, 0, 1);

function makeLibrary(photos: Record<string, Omit<MadePhoto, 'path' | 'vector'> & { vector?: Float32Array }>) {
  const { context, add, encoder } = makeSearchContext(DIM);
  add(Object.entries(photos).map(([path, photo]) => ({ vector: AWAY, ...photo, path })));
  const search = (query: string | SearchQuery, options: SearchOptions = {}): Promise<SearchResponse> =>
    runSearch(context, query, options);
  const names = async (query: string | SearchQuery, options: SearchOptions = {}) =>
    (await search(query, options)).results.map(({ path }) => basename(path));
  return { search, names, encoder };
}

describe('names and metadata', () => {
  it('are searched with text alone, without the encoder, by the beginnings of words', async () => {
    const { names, search, encoder } = makeLibrary({
      '/p/RE16 TGK.jpg': {},
      '/p/RE17.jpg': {},
      '/p/x.jpg': { texts: { keywords: 'holidays beach' } },
    });
    expect(await names('RE16', { mode: 'text' })).toEqual(['RE16 TGK.jpg']);
    expect((await names('re1', { mode: 'text' })).sort()).toEqual(['RE16 TGK.jpg', 'RE17.jpg']);
    expect(await names('holiday', { mode: 'text' })).toEqual(['x.jpg']);
    expect((await search('holiday', { mode: 'text' })).results[0]).toMatchObject({
      cosine: null,
      matched: ['keywords'],
    });
    expect(encoder.asked).toEqual([]);
    expect(await search('nothing like it', { mode: 'text' })).toMatchObject({ results: [], noGoodMatch: true });
  });

  it('find a code in the middle of a name, but no word inside of another', async () => {
    const { search } = makeLibrary({ '/p/scanRE16TGK.jpg': {}, '/p/vacation.jpg': {}, '/p/cathedral.jpg': {} });
    const named = async (query: string) =>
      (await search(query)).results.filter(({ matched }) => matched.includes('name')).map(({ path }) => basename(path));
    expect(await named('RE16')).toEqual(['scanRE16TGK.jpg']);
    expect(await named('cat')).toEqual([]);
    expect(await named('cathedral')).toEqual(['cathedral.jpg']);
  });

  it('put the photo first that is called exactly like the query, with or without its ending', async () => {
    const { names } = makeLibrary({
      '/p/red kitty sleeping.jpg': { texts: { title: 'red kitty', keywords: 'red kitty' } },
      '/p/Red_Kitty.jpg': {},
      '/p/a red kitty and a dog.jpg': {},
    });
    for (const query of ['red kitty', 'Red Kitty', 'red_kitty.jpg'])
      expect.soft((await names(query, { mode: 'text' }))[0], query).toBe('Red_Kitty.jpg');
  });

  it('say where the words stand, best column first, and count as relevant', async () => {
    const { search } = makeLibrary({
      '/p/kitty.jpg': {
        texts: { title: 'my kitty', people: 'Kitty Smith', place: 'Kitty Hawk', description: 'kitty' },
      },
    });
    const { results, noGoodMatch, notices } = await search('kitty');
    expect(results[0]?.matched).toEqual(['name', 'title', 'description', 'people', 'place']);
    expect(results[0]).toMatchObject({ relevance: 1 });
    expect([noGoodMatch, notices]).toEqual([false, []]);
  });

  it('must hold all words that mean something; those that mean nothing are not looked for', async () => {
    const { search } = makeLibrary({
      '/p/dog.jpg': {},
      '/p/the.jpg': {},
      '/p/dog beach.jpg': {},
      '/p/on the beach.jpg': {},
    });
    const { results } = await search('a dog on the beach');
    const named = results.filter(({ matched }) => matched.includes('name')).map(({ path }) => basename(path));
    expect(named).toEqual(['dog beach.jpg']);
  });

  it('of a folder alone bring nothing in, they only lift what is near', async () => {
    const near = Float32Array.of(1, 0.1, 0, 0);
    const { search } = makeLibrary({
      '/kitty7/near.jpg': { vector: Float32Array.of(1, 0.5, 0, 0), texts: { folder: 'kitty7 1 0' } },
      '/other/nearer.jpg': { vector: near, texts: { folder: 'other' } },
      '/kitty7/far.jpg': { vector: Float32Array.of(-1, 0, 0, 0), texts: { folder: 'kitty7 1 0' } },
    });
    const { results } = await search('1 0 0 0');
    expect(results.map(({ path }) => basename(path))).toEqual(['near.jpg', 'nearer.jpg']);
    expect(results.map(({ matched }) => matched)).toEqual([['vector', 'folder'], ['vector']]);
    const byText = await search('kitty7', { mode: 'text' });
    expect(byText.results.map(({ matched }) => matched)).toEqual([['folder'], ['folder']]);
  });

  it('do not push out photos that match by meaning: both are fused', async () => {
    const near = (i: number) => Float32Array.of(1, i / 100, 0, 0);
    const photos = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`/p/near ${i}.jpg`, { vector: near(i) }]));
    const { search } = makeLibrary({ ...photos, '/p/11 away.jpg': {}, '/p/11 too.jpg': {} });
    const { results } = await search('11 0 0 0', { limit: 4 });
    expect(results.filter(({ matched }) => matched.includes('vector')).length).toBeGreaterThanOrEqual(2);
  });

  it('never reach the search engine as anything but words', async () => {
    const { search } = makeLibrary({ '/p/kitty.jpg': {}, '/p/RE16 TGK.jpg': {} });
    const hostile = [
      ...[
        '"',
        '""',
        'a"b',
        '" OR "',
        'kitty*',
        'NEAR(kitty, 2)',
        '{name} : kitty',
        'name:kitty',
        '^kitty',
        'kitty AND',
        'NOT',
        'OR',
      ],
      ...[
        '(((',
        'a-b',
        "'; DROP TABLE file; --",
        '\u0000',
        'kitty\u0000"',
        '+',
        'x'.repeat(10_000),
        'ab '.repeat(3000),
        '１６',
      ],
    ];
    for (const text of hostile)
      for (const mode of ['text', 'hybrid', 'vector'] as const)
        await expect
          .soft(search({ terms: [{ text }] }, { mode, all: true }), `${mode} ${text.slice(0, 30)}`)
          .resolves.toBeDefined();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), async (text) => {
        fc.pre(text.trim() !== '');
        await search({ terms: [{ text }] }, { mode: 'text' });
      }),
      { numRuns: 200 },
    );
  });
});

describe('readTerms', () => {
  it('tells words from codes, and leaves out what says nothing', () => {
    expect(readTerms(['a photo of the RE16 at night'], false)).toEqual({
      all: ['a', 'photo', 'of', 'the', 're16', 'at', 'night'],
      significant: [
        { text: 're16', isPrefix: true },
        { text: 'night', isPrefix: true },
      ],
      codes: ['re16'],
    });
    expect(readTerms(['a cat'], false).significant).toEqual([{ text: 'cat', isPrefix: false }]);
    expect(readTerms(['the'], true).significant).toEqual([{ text: 'the', isPrefix: true }]);
  });
});

describe('fuseRanks', () => {
  it('puts what both lists hold before what one holds, and repeats itself', () => {
    expect(
      fuseRanks([
        [1, 2, 3],
        [3, 9],
      ]),
    ).toEqual([3, 1, 2, 9]);
    expect(fuseRanks([[1, 2, 3], []])).toEqual([1, 2, 3]);
    expect(fuseRanks([[5], [4]])).toEqual([4, 5]);
  });

  it('puts the more relevant of two with equal sums first, and no other', () => {
    const relevanceOf = (id: number) => id / 10;
    const lists = [
      [1, 2, 9],
      [2, 1, 8],
    ];
    expect(fuseRanks(lists)).toEqual([1, 2, 8, 9]);
    expect(fuseRanks(lists, relevanceOf)).toEqual([2, 1, 9, 8]);
    expect(fuseRanks([[1, 2], [1]], relevanceOf)).toEqual([1, 2]);
  });

  it('holds every id once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50)), fc.uniqueArray(fc.nat(50)), (a, b) => {
        expect([...fuseRanks([a, b])].sort()).toEqual([...new Set([...a, ...b])].sort());
      }),
    );
  });
});
