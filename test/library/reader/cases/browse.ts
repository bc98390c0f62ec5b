/** The contract of looking around: counts, the timeline, completions, tags, fields, articles, and the state of a library. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Cases, find, idOf, NO_ID, namesOf } from '../given.js';
import { ARTICLES } from '../shelf.js';

/** `label count`, in their order. */
const show = (counts: readonly { label: string; count: number }[]) =>
  counts.map(({ label, count }) => `${label} ${count}`);

export const facets: Cases = (given) => {
  it('counts years, months, kinds, cameras, places, tags, keywords, people and things of all photos', async () => {
    const counts = await given().library.facets();
    expect(counts.total).toBe(12);
    expect(show(counts.years)).toEqual(['2020 3', '2019 2', '2018 1']);
    expect(show(counts.months)).toEqual(['2020-08 1', '2020-07 2', '2019-05 2', '2018-12 1']);
    expect(show(counts.undated)).toEqual(['undated 6']);
    expect(show(counts.kinds)).toEqual(['photo 10', 'document 2']);
    expect(show(counts.cameras)).toEqual(['Canon EOS 5D 1']);
    expect(show(counts.countries)).toEqual(['Italy 2', 'France 1']);
    expect(show(counts.cities)).toEqual(['Rome 2', 'Paris 1']);
    expect(show(counts.tags)).toEqual(['red 2', 'blue 1', 'green 1']);
    expect(show(counts.keywords)).toEqual(['grass 1', 'holiday 1']);
    expect(show(counts.people)).toEqual(['Anna Smith 3', 'Ben Ö. Müller 1']);
    expect(show(counts.objects)).toEqual(['car 1', 'dog 1']);
  });

  it('counts as many as the filter of each value finds', async () => {
    const { library } = given();
    const { total: _, folders, folderPath, ...counts } = await library.facets();
    for (const { filter, count } of [...Object.values(counts).flat(), ...folders, ...folderPath])
      expect(await find(library, filter), filter).toHaveLength(count);
  });

  it('counts what a query and filters leave, and the folders of it', async () => {
    const { library, shelf } = given();
    const reds = await library.facets('red', { mode: 'vector' });
    expect([reds.total, show(reds.years)]).toEqual([3, ['2019 2']]);
    const below = await library.facets(undefined, { filters: `in:"${shelf.photos}"` });
    expect(show(below.folders)).toEqual(['undated 4', '2019 3', '2020 3']);
    const dated = await library.facets('taken:2020');
    expect([dated.total, show(dated.countries), show(dated.people)]).toEqual([3, [], ['Anna Smith 1']]);
    await expect(library.facets('taken:never')).rejects.toMatchObject({ code: 'bad-query' });
  });
};

export const overview: Cases = (given) => {
  it('is the timeline from the newest month on, places and things, each with photos', async () => {
    const { total, months, undated, places, things } = await given().library.overview();
    expect(total).toBe(12);
    expect(show(months)).toEqual(['2020-08 1', '2020-07 2', '2019-05 2', '2018-12 1']);
    expect(months.map(({ photos }) => namesOf(photos))).toEqual([
      ['meadow'],
      ['night', 'sea'],
      ['orange', 'sunset'],
      ['paris'],
    ]);
    expect(show(undated)).toEqual(['undated 6']);
    expect(show(places)).toEqual(['Rome 2', 'Paris 1']);
    expect(show(things)).toEqual(['red 2', 'blue 1', 'green 1']);
    expect(things.map(({ photos }) => namesOf(photos))).toEqual([['sunset'], ['sea'], ['meadow']]);
  });
};

export const suggest: Cases = (given) => {
  it.each([
    [
      'ro',
      [
        ['place', 'city:Rome', 2],
        ['folder', 'folder:rome', 2],
      ],
    ],
    ['person:an', [['name', 'person:"Anna Smith"', 2]]],
    ['red keyword:ho', [['keyword', 'red keyword:holiday', 1]]],
    ['camera:ca', [['camera', 'camera:="Canon EOS 5D"', 1]]],
    ['zzz', []],
  ] as const)('completes what is typed last: %s', async (text, found) => {
    const completions = await given().library.suggest(text);
    expect(completions.map(({ kind, query, count }) => [kind, query, count])).toEqual(found);
  });

  it('gives examples that the library answers well where nothing is typed yet', async () => {
    const { library } = given();
    const examples = await library.suggest('', { limit: 2 });
    expect(examples.map(({ kind, query }) => [kind, query])).toEqual([
      ['example', 'red'],
      ['example', 'blue'],
    ]);
    for (const { query } of examples) expect((await library.search(query)).total).toBeGreaterThan(0);
  });
};

export const tags: Cases = (given) => {
  it('are all that photos have, with their groups, the most frequent first', async () => {
    const counts = await given().library.tags();
    expect(counts).toEqual([
      { name: 'red', group: 'colours', count: 2 },
      { name: 'blue', group: 'colours', count: 1 },
      { name: 'green', group: 'colours', count: 1 },
    ]);
  });
};

export const tagsOf: Cases = (given) => {
  it('are the tags of one photo with how sure they are', async () => {
    const { library } = given();
    const found = await library.tagsOf(await idOf(library, 'sunset'));
    expect(found.map(({ name }) => name)).toEqual(['red']);
    for (const { score } of found) expect(score > 0 && score < 1).toBe(true);
    expect(await library.tagsOf(await idOf(library, 'stone'))).toEqual([]);
  });
};

export const fields: Cases = (given) => {
  it('are those that photos have, by name, with their types', async () => {
    expect(await given().library.fields()).toEqual([
      { name: 'brand', type: 'string', files: 2 },
      { name: 'inStock', type: 'boolean', files: 2 },
      { name: 'price', type: 'number', files: 2 },
    ]);
  });
};

export const items: Cases = (given) => {
  it('are photos with external ids in the order of these, portion by portion', async () => {
    const { library } = given();
    const [one, two] = await Promise.all([idOf(library, 'sku-1'), idOf(library, 'sku-2')]);
    const all = [
      { externalId: 'sku-1', id: one, fields: ARTICLES['sku-1'] },
      { externalId: 'sku-2', id: two, fields: ARTICLES['sku-2'] },
    ];
    expect(await library.items()).toEqual(all);
    expect(await library.items({ limit: 1 })).toEqual(all.slice(0, 1));
    expect(await library.items({ after: 'sku-1' })).toEqual(all.slice(1));
    expect(await library.items({ after: 'sku-2' })).toEqual([]);
    await expect(library.items({ limit: 1001 })).rejects.toMatchObject({ code: 'bad-argument' });
  });
};

export const stats: Cases = (given) => {
  it('counts files, photos, kinds, failures, faces and sources of dates', async () => {
    const { library, shelf } = given();
    expect(await library.stats()).toMatchObject({
      ...{ files: 14, photos: 12, kinds: { image: 10, video: 0, document: 2, model: 0 }, faces: 4, undecoded: 0 },
      ...{ failures: { 'not-an-image': 1 }, defects: {}, dateSources: { takeout: 7, mtime: 6 } },
      ...{ roots: [shelf.photos], running: null, upgrade: null, lastIndexedAtMs: expect.any(Number) },
      ...{ model: { dim: 16, vectors: 13 }, index: { indexed: 13, pending: 0 } },
    });
  });
};

export const spaces: Cases = (given) => {
  it('are listed with what is in them', async () => {
    const spaces = await given().library.spaces();
    expect(spaces).toMatchObject([{ dim: 16, dtype: 'fp32', state: 'active', photos: 12, vectors: 13, missing: 0 }]);
    const [{ id, name } = { id: NO_ID, name: '' }] = spaces;
    for (const chosen of [{ spaces: [id] }, { models: [name] }])
      expect(await find(given().library, 'red', chosen)).toEqual(['sunset', 'orange', 'sku-1']);
  });
};

export const roots: Cases = (given) => {
  it('are the folders that the library keeps up with', async () => {
    const { library, shelf } = given();
    expect(await library.roots()).toMatchObject([{ path: shelf.photos, files: 12, failed: 1, movedTo: null }]);
  });
};

export const failures: Cases = (given) => {
  it('are the files that cannot be read, with the reasons', async () => {
    const { library, shelf } = given();
    expect(await library.failures()).toEqual([
      expect.objectContaining({ path: shelf.at('broken'), code: 'not-an-image', message: expect.any(String) }),
    ]);
  });
};

export const duplicates: Cases = (given) => {
  it('are groups of files, the one to keep first', async () => {
    const { library, shelf } = given();
    const groups = await library.duplicates({ kinds: ['exact'] });
    expect(groups).toMatchObject([{ kind: 'exact' }]);
    expect(groups[0]?.members.map(({ path }) => path).sort()).toEqual([shelf.at('seaAgain'), shelf.at('sea')].sort());
    expect(await library.duplicates({ kinds: ['exact'], filters: `in:"${join(shelf.photos, '2019')}"` })).toEqual([]);
  });
};
