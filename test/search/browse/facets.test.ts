import type { Database } from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { countFacets, type FacetContext, facets } from '#src/search/browse/facets.js';
import type { LibraryContext } from '#src/search/context.js';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { FilterCache } from '#src/search/retrieve/filter-cache.js';
import type { FacetCount } from '#src/search/types/facets.js';
import type { Catalogue } from '#src/store/catalogue.js';
import { ensureSpace, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';
import { insertMetadataRow, type MetadataRow, PLAIN_ROW } from '../../support/libraries/metadata-rows.js';

const CAMERAS = ['Canon EOS 5D', 'Canon EOS 5D Mark II', null];
const CITIES: [string, string][] = [
  ['Paris', 'FR'],
  ['Paris', 'US'],
  ['Zürich', 'CH'],
];

/** A hundred photos; every tenth has a second file elsewhere, with other metadata. */
function makeRows(): MetadataRow[] {
  return Array.from({ length: 110 }, (_, i): MetadataRow => {
    const content = i % 100;
    const [city, country] = CITIES[i % 3] as [string, string];
    const year = 2018 + (i % 4);
    const month = String(1 + (i % 12)).padStart(2, '0');
    return {
      ...PLAIN_ROW,
      content,
      path: `/photos/${i < 100 ? (i % 2 ? 'own/2020' : 'own/2021') : 'copies'}/IMG ${i}.jpg`,
      takenLocal: i % 7 === 0 ? null : `${year}-${month}-1${i % 9}T10:00:00.000`,
      camera: CAMERAS[i % 3] ?? null,
      city: i % 5 === 0 ? null : city,
      country: i % 5 === 0 ? null : country,
      keywords: i % 4 === 0 ? ['holiday', `day ${i % 3}`] : [],
      tags: content % 3 === 0 ? ['beach'] : ['snow & ice'],
      people: [...(i % 6 === 1 ? ['Anna'] : []), ...(i % 10 === 3 ? ['ANNA Smith', 'Zoë'] : [])],
    };
  });
}

function make(folder?: string) {
  const scope = { folder };
  const catalogue = openCatalogue();
  const model = ensureSpace(catalogue);
  const db = openRaw(catalogue.folder);
  db.transaction(() => makeRows().map((row) => insertMetadataRow(db, row, model.id)))();
  // Some show several of a kind.
  for (const [label, every] of Object.entries({ dog: 3, 'traffic light': 5, cup: 6 }))
    for (const x of [0.1, 0.5])
      db.prepare(
        `INSERT INTO region (content_id, frame_id, kind, x, y, w, h, label, score, detector)
         SELECT content_id, id, 'object', ?, 0, 0.2, 0.2, ?, 0.8, 'test' FROM frame WHERE content_id % ? = 0`,
      ).run(x, label, every);
  const find = (filters: string) => catalogue.filters.listMatching(parseFilters(filters), { scope, spaceId: model.id });
  return { context: { catalogue, tagSpaceId: model.id, scope }, model, db, find };
}

function findIn({ catalogue, scope, tagSpaceId }: FacetContext, filters: string): number {
  return catalogue.filters.listMatching(parseFilters(filters), { scope, spaceId: tagSpaceId }).length;
}

/** A face in a photo, of a person who is new. */
function addFace(
  db: Database,
  photoId: number,
  { name, isHidden = false }: { name: string | null; isHidden?: boolean },
) {
  const person = db.prepare('INSERT INTO person (name, is_hidden) VALUES (?, ?)').run(name, Number(isHidden));
  const region = db
    .prepare(
      `INSERT INTO region (content_id, frame_id, kind, x, y, w, h, score)
       SELECT content_id, id, 'face', 0.1, 0.1, 0.2, 0.2, 0.9 FROM frame WHERE content_id = ? AND ordinal = 0`,
    )
    .run(photoId);
  db.prepare('INSERT INTO face (region_id, vector, quality, person_id, is_grouped) VALUES (?, ?, 1, ?, 1)').run(
    region.lastInsertRowid,
    Buffer.alloc(2048),
    person.lastInsertRowid,
  );
}

it.each(['tag:Strand', 'tag:海滩', 'tag:BEACH'])('%s finds the photos with the tag beach', (filter) => {
  const { find } = make();
  expect([...find(filter)]).toEqual([...find('tag:beach')]);
  expect(find(filter).length).toBeGreaterThan(0);
  expect(find('tag:Hund')).toHaveLength(0);
});

describe('counts of values', () => {
  it.each([
    ['everything', undefined, undefined],
    ['some photos', undefined, '-keyword:"day 1" taken:2018..2020'],
    ['a folder', '/photos/own', undefined],
    ['some photos of a folder', '/photos/own', 'country:FR'],
  ])('are what their filters find, over %s', (_, folder, filters) => {
    const { context, find } = make(folder);
    const chosen = find(filters ?? '');
    const counts = countFacets(context, filters === undefined ? null : chosen);
    expect(counts.total).toBe(chosen.length);
    const { total: __, ...lists } = counts;
    for (const [name, list] of Object.entries(lists) as [string, FacetCount[]][]) {
      expect(list.length, name).toBeGreaterThan(0);
      for (const { filter, count } of list) {
        const found = new Set(find(filter));
        // Of the photos that are counted, those that the filter finds by itself: a photo's files may differ.
        expect([filter, chosen.filter((id) => found.has(id)).length]).toEqual([filter, count]);
      }
    }
  });

  it('come newest first for times and most frequent first for all else, under the names people know', () => {
    const { context } = make();
    const counts = countFacets(context, null);
    expect(counts.years.map(({ label }) => label)).toEqual(['2021', '2020', '2019', '2018']);
    expect(counts.months[0]).toMatchObject({ label: '2021-12', filter: 'taken:2021-12' });
    expect(counts.countries.map(({ label }) => label).sort()).toEqual(['France', 'Switzerland', 'United States']);
    expect(counts.cameras).toContainEqual(expect.objectContaining({ filter: 'camera:="Canon EOS 5D"' }));
    expect(counts.tags.map(({ filter }) => filter)).toEqual(['tag:"snow & ice"', 'tag:beach']);
    expect(counts.objects.map(({ filter }) => filter)).toEqual(['object:dog', 'object:"traffic light"', 'object:cup']);
    expect(counts.folders.map(({ label, filter }) => [label, filter])).toEqual([
      ['own', 'in:/photos/own'],
      ['copies', 'in:/photos/copies'],
    ]);
    for (const { cameras, keywords } of [counts])
      for (const list of [cameras, keywords])
        expect(list.map(({ count }) => count)).toEqual(list.map(({ count }) => count).sort((a, b) => b - a));
  });

  it('of people are of faces and of what files state, without people who are hidden', () => {
    const { context, db, find } = make();
    // On a busy machine the first reading may take so long that its values are shown for a while.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const counts = () => countFacets(context, null).people.map(({ label, count }) => [label, count]);
    const [anna, smith, zoe] = ['Anna', '"Anna Smith"', 'Zoë'].map((name) => find(`person:${name}`).length) as [
      number,
      number,
      number,
    ];
    expect(counts()).toEqual([
      ['Anna', anna],
      ['ANNA Smith', smith],
      ['Zoë', zoe],
    ]);
    const [first, second, third] = find('-person:Anna -person:Zoë') as unknown as [number, number, number];
    addFace(db, first, { name: 'Zoë' });
    addFace(db, second, { name: 'Ben' });
    addFace(db, third, { name: 'Anna Hidden', isHidden: true });
    addFace(db, third, { name: null });
    expect(counts()).toEqual([
      ['Anna', anna + 1],
      ['Zoë', zoe + 1],
      ['ANNA Smith', smith],
      ['Ben', 1],
    ]);
    expect(find('person:Anna')).toHaveLength(anna + 1);
  });

  it('of people name those in the folder of the reader alone', () => {
    const { context, db } = make();
    // The first ten photos have a file there.
    addFace(db, 3, { name: 'Cleo' });
    addFace(db, 50, { name: 'Ben' });
    const restricted = { ...context, scope: { folder: '/photos/copies' } };
    const { people } = countFacets(restricted, null);
    expect(people.map(({ label }) => label).sort()).toEqual(['ANNA Smith', 'Anna', 'Cleo', 'Zoë']);
    for (const { filter, count } of people) expect([filter, count]).toEqual([filter, findIn(restricted, filter)]);
  });

  it('say nothing of what lies outside of a reader’s folder', () => {
    const { context } = make('/photos/copies');
    const counts = countFacets(context, null);
    expect(counts.total).toBe(10);
    expect(JSON.stringify(counts)).not.toContain('own');
    expect(countFacets({ ...context, scope: { folder: '/nowhere' } }, null)).toMatchObject({
      total: 0,
      years: [],
      tags: [],
      folders: [],
    });
  });

  it('leave photos whose only date is that of their file out of the years, and out of what a year finds', () => {
    const { context, model, db, find } = make();
    const id = insertMetadataRow(
      db,
      { ...PLAIN_ROW, content: 700, path: '/photos/scan.jpg', takenLocal: '2020-05-01T10:00:00.000' },
      model.id,
    );
    // On a busy machine the first reading may take so long that its values are shown for a while.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const before = countFacets(context, null);
    db.exec("UPDATE metadata SET taken_source = 'mtime' WHERE file_id = (SELECT max(id) FROM file)");
    const { years, undated } = countFacets(context, null);
    const of = (list: FacetCount[], label: string) => list.find((facet) => facet.label === label);
    expect(of(years, '2020')).toEqual({
      label: '2020',
      count: (of(before.years, '2020')?.count ?? 0) - 1,
      filter: 'taken:2020 -is:undated',
    });
    // No photo of that year is without a date.
    expect(of(years, '2019')?.filter).toBe('taken:2019');
    expect([...find('is:undated')]).toContain(id);
    expect([...find('taken:2020 -is:undated')]).not.toContain(id);
    expect(undated).toEqual([{ label: 'undated', count: find('is:undated').length, filter: 'is:undated' }]);
  });

  it('begin with the folders where those of the photos part, and name the way there', () => {
    const { context, find } = make();
    const read = (filters: string) => {
      const folder = /^in:(\S+)/.exec(filters)?.[1];
      const { folders, folderPath } = countFacets(context, find(filters), folder);
      return [folderPath.map(({ label, filter }) => [label, filter]), folders.map(({ label }) => label).sort()];
    };
    const [top, own] = [
      ['photos', 'in:/photos'],
      ['own', 'in:/photos/own'],
    ];
    expect(read('')).toEqual([[top], ['copies', 'own']]);
    expect(read('in:/photos/own')).toEqual([
      [top, own],
      ['2020', '2021'],
    ]);
    expect(read('in:/photos/own/2020')[0]).toEqual([top, own, ['2020', 'in:/photos/own/2020']]);
    expect(countFacets({ ...context, scope: { folder: '/photos/own' } }, null).folderPath[0]?.label).toBe('own');
  });

  it('count spellings that filters do not tell apart as one value, by the most frequent', () => {
    const { context, model, db, find } = make();
    const add = (content: number, row: Partial<typeof PLAIN_ROW>) =>
      insertMetadataRow(db, { ...PLAIN_ROW, content, path: `/photos/${content}.jpg`, ...row }, model.id);
    add(600, { camera: 'Caméra X', city: 'Москва', keywords: ['Öde'], tags: ['Äpfel'] });
    add(601, { camera: 'CAME\u0301RA X', city: 'МОСКВА', keywords: ['ÖDE'], tags: ['äpfel'] });
    add(602, { camera: 'Caméra X', city: 'Москва', keywords: ['Öde'], tags: ['Äpfel'] });
    const { cameras, cities, keywords, tags } = countFacets(context, null);
    const expected: [FacetCount[], string][] = [
      [cameras, 'Caméra X'],
      [cities, 'Москва'],
      [keywords, 'Öde'],
      [tags, 'Äpfel'],
    ];
    for (const [list, label] of expected) {
      const found = list.filter((facet) => facet.label.normalize('NFC').toLowerCase() === label.toLowerCase());
      expect(found).toMatchObject([{ label, count: 3 }]);
      expect(find(found[0]?.filter ?? '')).toHaveLength(3);
    }
  });

  it('follow what is written, where reading them is quick', () => {
    const { context, model, db } = make();
    // On a busy machine the first reading may take so long that its values are shown for a while.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(countFacets(context, null).total).toBe(100);
    insertMetadataRow(db, { ...PLAIN_ROW, content: 500, path: '/photos/new.jpg', camera: 'A new one' }, model.id);
    const counts = countFacets(context, null);
    expect(counts.total).toBe(101);
    expect(counts.cameras).toContainEqual({ label: 'A new one', count: 1, filter: 'camera:="A new one"' });
  });
});

describe('facets of filters', () => {
  /** Nothing is encoded and no neighbour is looked for. */
  const search = ({ catalogue, tagSpaceId, scope }: FacetContext) => {
    const spaces = { default: { row: { id: tagSpaceId } } };
    return {
      catalogue,
      scope,
      filterCache: new FilterCache(catalogue as Catalogue),
      spaces,
    } as unknown as LibraryContext;
  };

  it('need no search', async () => {
    const { context, find } = make();
    const expected = countFacets(context, find('taken:2019 country:FR'));
    expect(await facets(search(context), 'taken:2019', { filters: 'country:FR' })).toEqual(expected);
    expect(await facets(search(context), { filters: 'taken:2019 country:FR' }, {})).toEqual(expected);
    expect((await facets(search(context), undefined, {})).total).toBe(100);
    expect((await facets(search(context), ' ', {})).total).toBe(100);
  });

  it('are refused like the query', async () => {
    const { context } = make();
    await expect(facets(search(context), 'camra:x', {})).rejects.toThrow(PhotoseekError);
    await expect(facets(search(context), undefined, { filters: 'words' })).rejects.toMatchObject({ code: 'bad-query' });
  });
});
