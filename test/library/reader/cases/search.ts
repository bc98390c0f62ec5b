/** The contract of searching: by words, by pictures, by both, with filters, in orders, page by page. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SearchOptions, SortOrder, TermQuery } from '#src/search/types/request.js';
import { type Cases, EVERY_PHOTO, find, idOf, type Name, NO_ID, nameOf, namesOf } from '../given.js';

const DATED: readonly Name[] = ['meadow', 'night', 'sea', 'orange', 'sunset', 'paris'];
const BY_NAME: readonly Name[] = [
  ...(['account', 'night', 'live', 'meadow', 'orange', 'report', 'sea', 'sku-1', 'sku-2'] as const),
  ...(['stone', 'sunset', 'paris'] as const),
];

/** Filters, and all that they leave. */
const FILTERS: readonly (readonly [filter: string, found: readonly Name[]])[] = [
  ['taken:2020', ['meadow', 'night', 'sea']],
  ['taken:2018..2019', ['orange', 'paris', 'sunset']],
  ['-taken:2018..2020', ['account', 'live', 'report', 'sku-1', 'sku-2', 'stone']],
  ['is:undated', ['account', 'live', 'report', 'sku-1', 'sku-2', 'stone']],
  ['is:favorite', ['night', 'sunset']],
  ['is:live', ['live']],
  ['is:document', ['account', 'report']],
  ['is:portrait', ['account', 'paris', 'report']],
  ['ext:jpg', ['live', 'sea']],
  ['folder:rome', ['orange', 'sunset']],
  ['folder:copies', ['sea']],
  ['near:48.8566,2.3522,50km', ['paris']],
  ['country:IT', ['orange', 'sunset']],
  ['city:Paris', ['paris']],
  ['camera:canon', ['meadow']],
  ['rating:>=4', ['meadow']],
  ['keyword:holiday', ['meadow']],
  ['tag:red', ['orange', 'sunset']],
  ['object:dog', ['meadow']],
  ['object:"red car"', ['sunset']],
  ['person:anna', ['night', 'paris', 'sunset']],
  ['person:"Ben Ö. Müller"', ['sunset']],
  ['faces:2', ['sunset']],
  ['has:face', ['night', 'stone', 'sunset']],
  ['text:glaciers', ['report']],
  ['is:sensitive', ['account']],
  ['field:price<50', ['sku-1']],
  [`field:brand="o'hara"`, ['sku-2']],
  ['field:inStock=true', ['sku-1']],
  ['width:>=200', ['account', 'report', 'sea']],
  ['taken:2020 -is:favorite', ['meadow', 'sea']],
  ['folder:"it\'s; DROP TABLE file; --"', []],
];

export const search: Cases = (given) => {
  it('finds by the look of a photo, best first, and says why', async () => {
    const { results, total, isTotalExact, noGoodMatch, nextCursor } = await given().library.search('red');
    expect(namesOf(results)).toEqual(['sunset', 'orange', 'sku-1']);
    expect({ total, isTotalExact, noGoodMatch, nextCursor }).toEqual({
      ...{ total: 3, isTotalExact: true, noGoodMatch: false, nextCursor: null },
    });
    const relevances = results.map(({ relevance }) => relevance as number);
    expect(relevances).toEqual([...relevances].sort((a, b) => b - a));
    expect(results[0]).toMatchObject({ matched: ['vector'], identical: false, collapsed: [] });
    expect(results[0]?.evidence.map(({ type }) => type)).toEqual(['vector', 'look']);
  });

  it.each([
    ['waves', ['sea']],
    ['cafe paix', ['paris']],
    ['IMG_0000', []],
    ['dark', ['night']],
    ['anna', ['paris', 'sunset']],
    ['rivers rise', ['report']],
    ["'; -- ", []],
  ] as const)('finds by the words of names, titles, people and pages: %s', async (words, found) => {
    expect((await find(given().library, words, { mode: 'text' })).sort()).toEqual(found);
  });

  it('names the field that has the words', async () => {
    const { results } = await given().library.search('waves', { mode: 'text' });
    expect(results[0]).toMatchObject({ matched: ['title'], cosine: null });
  });

  it('puts words and looks together, and a photo that has both first', async () => {
    const { results } = await given().library.search('dark blue');
    expect(nameOf(results[0]?.path as string)).toBe('night');
    expect([...(results[0]?.matched ?? [])].sort()).toEqual(['name', 'vector']);
  });

  it('finds by a picture, by pictures and words, and by what is not wanted', async () => {
    const { library, shelf } = given();
    const picture = { path: shelf.at('orange') };
    const nearest = async (terms: TermQuery['terms']) =>
      namesOf((await library.search({ terms }, { limit: 1, all: true })).results)[0];
    // The picture itself is no answer.
    expect(await nearest([picture])).toBe('paris');
    expect(await nearest([{ bytes: await readFile(shelf.at('sea')) }])).toBe('night');
    expect(await nearest([{ id: await idOf(library, 'night') }])).toBe('sea');
    expect(await nearest([picture, { text: 'blue' }])).toBe('night');
    const reds = await library.search({ terms: [{ text: 'red' }, { text: 'orange', weight: -0.5 }] }, { all: true });
    expect(nameOf(reds.results[0]?.path as string)).toBe('sunset');
  });

  it.each(FILTERS)('leaves what a filter says: %s', async (filter, found) => {
    const { library } = given();
    expect((await find(library, filter)).sort()).toEqual([...found]);
    expect((await find(library, 'red', { all: true, mode: 'vector', filters: filter })).sort()).toEqual([...found]);
  });

  it('takes filters by folder and by fields as options, too', async () => {
    const { library, shelf } = given();
    expect((await find(library, '', { filters: `in:"${join(shelf.photos, '2019/rome')}"` })).sort()).toEqual([
      'orange',
      'sunset',
    ]);
    expect(await find(library, '', { fields: { price: { max: 50 }, brand: ['Acme', 'Umbra'] } })).toEqual(['sku-1']);
    expect(await find(library, '', { fields: { brand: { not: 'Acme' } }, filters: 'field:price>0' })).toEqual([
      'sku-2',
    ]);
  });

  it('joins filters by OR, and words, but no words with filters', async () => {
    const { library } = given();
    expect((await find(library, 'tag:green OR is:live')).sort()).toEqual(['live', 'meadow']);
    expect((await find(library, 'waves OR "fruit stall"', { mode: 'text' })).sort()).toEqual(['orange', 'sea']);
    await expect(library.search('waves OR is:favorite')).rejects.toMatchObject({ code: 'bad-query' });
  });

  it('puts photos in order: by date, by name, by size, and the other way round', async () => {
    const { library } = given();
    const dated = { filters: 'taken:2018..2020', sort: 'taken' } as const;
    expect(await find(library, '', dated)).toEqual(DATED);
    expect(await find(library, '', { ...dated, reverse: true })).toEqual([...DATED].reverse());
    expect(await find(library, 'width:>0', { sort: 'name' })).toEqual(BY_NAME);
    const { results } = await library.search('width:>0', { sort: 'size', limit: 100 });
    const sizes = results.map(({ sizeBytes }) => sizeBytes);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(await find(library, 'red', { sort: 'name' })).toEqual(['orange', 'sku-1', 'sunset']);
  });

  it.each<[string, SearchOptions]>([
    ...(['relevance', 'taken', 'name', 'size'] as const).map((sort: SortOrder): [string, SearchOptions] => [
      'width:>0',
      { sort },
    ]),
    ['width:>0', { sort: 'name', reverse: true }],
    ['red', { all: true }],
    ['red', { all: true, sort: 'taken' }],
    ['is:photo OR is:document', { collapse: true }],
  ])('gives each photo once, page by page: %s %j', async (query, options) => {
    const { library } = given();
    const whole = await library.search(query, { ...options, limit: 100 });
    const seen: Name[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const answer = await library.search(query, { ...options, limit: 5, ...(cursor !== undefined && { cursor }) });
      expect(answer.results.length).toBeLessThanOrEqual(5);
      seen.push(...namesOf(answer.results));
      if (answer.nextCursor === null) break;
      cursor = answer.nextCursor;
    }
    expect(seen).toEqual(namesOf(whole.results));
    if (options.collapse !== true) expect([...seen].sort()).toEqual(EVERY_PHOTO);
  });

  it('refuses the cursor of another query, and what is none', async () => {
    const { library } = given();
    const { nextCursor } = await library.search('width:>0', { limit: 2 });
    for (const cursor of [nextCursor as string, 'nonsense', ''])
      await expect(library.search('is:photo', { limit: 2, cursor })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('says that nothing fits, and which filter leaves nothing', async () => {
    const { library } = given();
    const blocked = await library.search('city:Paris taken:2020');
    expect(blocked).toMatchObject({ total: 0, results: [], nextCursor: null });
    expect(blocked.notices.map(({ code }) => code)).toEqual(['filters-empty']);
    expect(blocked.notices[0]?.filters).toEqual([
      expect.objectContaining({ filter: 'city:Paris', photosWithout: 3 }),
      expect.objectContaining({ filter: 'taken:2020', photosWithout: 1 }),
    ]);
    const { notices } = await library.search('field:colour=1');
    expect(notices.map(({ code }) => code)).toContain('unknown-field');
  });

  it('refuses what is no query, and photos that are not there', async () => {
    const { library } = given();
    await expect(library.search('')).rejects.toMatchObject({ code: 'empty-query' });
    await expect(library.search('taken:yesteryear-ish')).rejects.toMatchObject({ code: 'bad-query' });
    await expect(library.search('red', { limit: 0 })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(library.search('red', { spaces: [77] })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(library.search({ terms: [{ id: NO_ID }] })).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(library.search({ terms: [{ path: '/nowhere/a.jpg' }] })).rejects.toMatchObject({
      code: 'path-not-found',
    });
    await expect(library.search('red', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
};

export const similar: Cases = (given) => {
  it('finds photos that look alike, and leaves out the one that was asked with', async () => {
    const { library } = given();
    for (const target of [{ id: await idOf(library, 'sunset') }, { path: given().shelf.at('sunset') }]) {
      const { results } = await library.similar(target);
      expect(namesOf(results).slice(0, 2)).toEqual(['orange', 'sku-1']);
    }
  });

  it('puts files with the same bytes first, and says so', async () => {
    const { library, shelf } = given();
    const { results } = await library.similar({ bytes: await readFile(shelf.at('meadow')) });
    expect(results[0]).toMatchObject({ identical: true, path: shelf.at('meadow'), evidence: [] });
    const [again] = (await library.similar({ id: await idOf(library, 'sea') })).results;
    expect(again).toMatchObject({ identical: true, path: shelf.at('sea') });
  });

  it('takes an article, a part of a picture, filters and an end', async () => {
    const { library } = given();
    const { results } = await library.similar({ externalId: 'sku-1' }, { all: true, filters: 'folder:rome' });
    expect(namesOf(results).sort()).toEqual(['orange', 'sunset']);
    const box = { x: 0, y: 0, width: 0.5, height: 0.5 };
    const part = await library.similar({ path: given().shelf.at('sea'), box }, { limit: 1 });
    expect(namesOf(part.results)).toEqual(['sea']);
    expect((await library.similar({ externalId: 'sku-1' }, { minRelevance: 1 })).results).toEqual([]);
  });

  it('says that the picture is not there', async () => {
    const { library } = given();
    const missing = { code: 'photo-not-found' };
    await expect(library.similar({ id: NO_ID })).rejects.toMatchObject(missing);
    await expect(library.similar({ externalId: 'none' })).rejects.toMatchObject(missing);
    await expect(library.similar({ path: '/nowhere.jpg' })).rejects.toMatchObject({ code: 'path-not-found' });
    await expect(library.similar({ bytes: Buffer.from('no image') })).rejects.toMatchObject({ kind: 'media' });
  });
};

export const where: Cases = (given) => {
  it('says where in a picture a term lies', async () => {
    const { library } = given();
    const { rows, columns, terms } = await library.where(await idOf(library, 'sunset'), 'red + blue');
    expect(terms.map(({ text }) => text)).toEqual(['red', 'blue']);
    for (const { cells } of terms) expect(cells).toHaveLength(rows * columns);
    expect((await library.where({ path: given().shelf.at('sea') }, 'blue')).terms).toHaveLength(1);
  });

  it('refuses what says nothing', async () => {
    const { library } = given();
    await expect(library.where(await idOf(library, 'sea'), ' ')).rejects.toMatchObject({ code: 'empty-query' });
    await expect(library.where(await idOf(library, 'sea'), 'is:photo')).rejects.toMatchObject({ code: 'bad-query' });
    await expect(library.where(NO_ID, 'red')).rejects.toMatchObject({ code: 'photo-not-found' });
  });
};
