import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, type Filter, listAlternatives } from '#src/model/filter.js';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { encoded, ensureSpace, failed, makeFile, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';
import { insertMetadataRow, type MetadataRow, PLAIN_ROW } from '../../support/libraries/metadata-rows.js';

const MODEL = 1;

function make(rows: Partial<MetadataRow>[]) {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  const db = openRaw(catalogue.folder);
  const ids = db.transaction(() => rows.map((row) => insertMetadataRow(db, { ...PLAIN_ROW, ...row }, MODEL)))();
  return {
    catalogue,
    db,
    ids,
    find: (filters: string, folder?: string) =>
      [...catalogue.filters.listMatching(parseFilters(filters), { scope: { folder }, spaceId: MODEL })].map((id) =>
        ids.indexOf(id),
      ),
  };
}

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const FOLDERS = [
  '/photos',
  '/photos/2023',
  '/photos/2023/Rome',
  '/photos/20',
  '/photos/100%_a',
  '/photosx',
  '/other/rome',
];
const MOMENTS = [
  '2019-12-31T23:59:59.999',
  '2020-01-01T00:00:00.000',
  '2020-06-15T12:00:00.000',
  '2021-01-01T00:00:00.000',
];
/** Dates that are known in part. */
const PARTLY = [
  '2019',
  '2019-12',
  '2019-12-31',
  '2020',
  '2020-01',
  '2020-01-01',
  '2020-06',
  '2020-06-15',
  '2021',
  '2021-01',
];
const BOUNDS = [...MOMENTS, '2020-02-01T00:00:00.000', '2020-06-01T00:00:00.000', '2020-06-16T00:00:00.000'];
const degrees = (most: number) =>
  fc.double({ min: -most, max: most, noNaN: true }).map((d) => Math.round(d * 100) / 100);

const rowArbitrary: fc.Arbitrary<Omit<MetadataRow, 'path'>> = fc.record({
  content: fc.integer({ min: 1, max: 6 }),
  width: some(480, 640, 4000),
  height: some(480, 640, 4000),
  sizeBytes: some(0, 1000, 4_999_999, 5_000_000, 5_000_001),
  takenLocal: maybe(some(...MOMENTS, ...PARTLY)),
  latitude: maybe(degrees(90)),
  longitude: maybe(degrees(180)),
  city: maybe(some('Paris', 'Zürich', 'São Paulo')),
  country: maybe(some('FR', 'CH')),
  camera: maybe(some('Canon EOS 5D', 'Apple iPhone 8', '100%_Cam')),
  lens: maybe(some('EF 50mm', 'EF 24-70mm')),
  rating: maybe(fc.integer({ min: -1, max: 5 })),
  isFavorite: fc.boolean(),
  durationMs: maybe(some(500, 60_000, 90_500)),
  traits: some(0, 1, 2, 3),
  keywords: fc.uniqueArray(some('holiday', 'Dog', 'Änne'), { maxLength: 3 }),
  people: fc.uniqueArray(some('Anna Smith', 'Bob Anna', 'Smith'), { maxLength: 3 }),
  tags: fc.uniqueArray(some('beach', 'snow'), { maxLength: 2 }),
});

const rangeArbitrary = (values: number[]) =>
  fc.record({ min: maybe(some(...values)), max: maybe(some(...values)) }).map((range) => range);

const conditionArbitrary: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: fc.constant('taken' as const), from: maybe(some(...BOUNDS)), before: maybe(some(...BOUNDS)) }),
  fc.record({ field: fc.constant('in' as const), folder: some(...FOLDERS, '/') }),
  fc.record({ field: fc.constant('folder' as const), name: some('photos', 'ROME', '2023/Rome', '20', '100%_a', '%') }),
  fc.record({ field: fc.constant('ext' as const), value: some('jpg', 'png', 'pn') }),
  fc.record({ field: fc.constant('camera' as const), value: some('canon', 'eos 5', '%', '_', 'iPhone') }),
  fc.record({ field: fc.constant('lens' as const), value: some('50', 'ef', 'x') }),
  fc.record({
    field: fc.constant('near' as const),
    latitude: degrees(90),
    longitude: degrees(180),
    radiusKm: some(1, 500, 3000, 9000, 20_037),
    place: fc.constant(null),
  }),
  fc.record({ field: fc.constant('country' as const), code: some('FR', 'CH', 'US') }),
  fc.record({ field: fc.constant('city' as const), value: some('paris', 'ZÜRICH', 'são paulo', 'Par') }),
  fc.record({ field: fc.constant('keyword' as const), value: some('HOLIDAY', 'dog', 'änne', 'do') }),
  fc.record({ field: fc.constant('person' as const), value: some('anna', 'smith', 'Anna Smith', 'bob', 'ann') }),
  fc.record({ field: fc.constant('tag' as const), value: some('Beach', 'snow', 'sno') }),
  fc.record({ field: fc.constant('rating' as const), range: rangeArbitrary([-1, 0, 3, 5]) }),
  fc.record({ field: fc.constant('size' as const), range: rangeArbitrary([0, 1000, 5_000_000]) }),
  fc.record({ field: fc.constant('width' as const), range: rangeArbitrary([480, 641, 4000]) }),
  fc.record({ field: fc.constant('height' as const), range: rangeArbitrary([480, 641, 4000]) }),
  fc.record({
    field: fc.constant('is' as const),
    value: some(
      ...(['portrait', 'landscape', 'square', 'favorite', 'undated', 'photo', 'video', 'document', 'model'] as const),
    ),
  }),
  fc.record({ field: fc.constant('duration' as const), range: rangeArbitrary([500, 60_000, 90_501]) }),
  fc.record({ field: fc.constant('has' as const), value: fc.constant('audio' as const) }),
);

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const inRange = (value: number | null, { min, max }: { min: number | null; max: number | null }) =>
  value !== null && (min === null || value >= min) && (max === null || value <= max);

/** Along a sphere, by the law of cosines: not the formula under test. */
function kilometres(a: [number, number], b: [number, number]): number {
  const [p, q] = [a, b].map(
    ([latitude, longitude]) => [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180] as const,
  );
  if (p === undefined || q === undefined) throw new Error('two points');
  const cosine = Math.sin(p[0]) * Math.sin(q[0]) + Math.cos(p[0]) * Math.cos(q[0]) * Math.cos(p[1] - q[1]);
  return 6371.0088 * Math.acos(Math.max(-1, Math.min(1, cosine)));
}

/** The first and the last moment of a date. No month here is shorter than its last day says: texts are compared. */
function toSpan(date: string): { first: string; last: string } {
  const fill = (rest: string) => `${date}${rest.slice(date.length)}`;
  return { first: fill('0000-01-01T00:00:00.000'), last: fill('0000-12-31T23:59:59.999') };
}

/** A condition as a plain predicate. */
function holds(row: MetadataRow, condition: Condition): boolean {
  switch (condition.field) {
    case 'taken':
      return (
        row.takenLocal !== null &&
        (condition.from === null || toSpan(row.takenLocal).first >= condition.from) &&
        (condition.before === null || toSpan(row.takenLocal).last < condition.before)
      );
    case 'in':
      return row.path.startsWith(condition.folder === '/' ? '/' : `${condition.folder}/`);
    case 'folder':
      return row.path.toLowerCase().includes(`/${condition.name.toLowerCase()}/`);
    case 'ext':
      return row.path.toLowerCase().endsWith(`.${condition.value}`);
    case 'camera':
    case 'lens':
      return row[condition.field]?.toLowerCase().includes(condition.value.toLowerCase()) ?? false;
    case 'near':
      return (
        row.latitude !== null &&
        row.longitude !== null &&
        kilometres([row.latitude, row.longitude], [condition.latitude, condition.longitude]) <= condition.radiusKm
      );
    case 'country':
      return row.country === condition.code;
    case 'city':
      return row.city !== null && same(row.city, condition.value);
    case 'keyword':
      return row.keywords.some((word) => same(word, condition.value));
    case 'person':
      return row.people.some((name) => ` ${name} `.toLowerCase().includes(` ${condition.value.toLowerCase()} `));
    case 'tag':
      return row.tags.some((tag) => same(tag, condition.value));
    case 'is':
      if (condition.value === 'favorite') return row.isFavorite;
      if (condition.value === 'undated') return row.takenLocal === null;
      // Every row here has the one frame of a photo.
      if (condition.value === 'photo') return true;
      if (['video', 'document', 'model'].includes(condition.value)) return false;
      if (condition.value === 'square') return row.width === row.height;
      return condition.value === 'portrait' ? row.height > row.width : row.width > row.height;
    case 'field':
    case 'text':
    case 'object':
    case 'faces':
    case 'color':
      return false;
    case 'has':
      return row.traits % 2 === 1;
    case 'duration':
      return inRange(row.durationMs, condition.range);
    case 'rating':
      return inRange(row.rating, condition.range);
    case 'size':
      return inRange(row.sizeBytes, condition.range);
    default:
      return inRange(row[condition.field], condition.range);
  }
}

describe('the photos that fulfil filters', () => {
  it('are those that a plain comparison of every file finds', () => {
    // One catalogue for many queries: making it takes the time.
    const catalogueArbitrary = fc.array(fc.tuple(rowArbitrary, some(...FOLDERS), some('jpg', 'JPG', 'png')), {
      minLength: 1,
      maxLength: 25,
    });
    const oneFilter = fc.record({ condition: conditionArbitrary, negated: fc.boolean() }) as fc.Arbitrary<Filter>;
    const orFilter = fc
      .tuple(oneFilter, fc.array(oneFilter, { minLength: 1, maxLength: 2 }))
      .map(([filter, or]) => ({ ...filter, or }));
    const filtersArbitrary = fc.array(fc.oneof({ weight: 3, arbitrary: oneFilter }, orFilter), { maxLength: 4 });
    let found = 0;
    let asked = 0;
    fc.assert(
      fc.property(
        catalogueArbitrary,
        fc.array(fc.tuple(filtersArbitrary, fc.option(some(...FOLDERS), { nil: undefined })), {
          minLength: 40,
          maxLength: 80,
        }),
        (metadata, queries) => {
          // Metadata belong to files; size and tags are the content's.
          const contents = new Map<number, (typeof metadata)[number][0]>();
          const rows = metadata.map(([row, folder, ext], i): MetadataRow => {
            const first = contents.get(row.content) ?? row;
            contents.set(row.content, first);
            return {
              ...row,
              width: first.width,
              height: first.height,
              tags: first.tags,
              path: `${folder}/IMG ${i}.${ext}`,
            };
          });
          const { catalogue, ids } = make(rows);
          for (const [filters, folder] of queries) {
            const expected = rows
              .map((row, i) => ({ row, id: ids[i] as number }))
              .filter(({ row }) => folder === undefined || row.path.startsWith(`${folder}/`))
              .filter(({ row }) =>
                filters.every((filter) =>
                  listAlternatives([filter]).some(({ condition, negated }) => holds(row, condition) !== negated),
                ),
              )
              .map(({ id }) => id);
            const distinct = [...new Set(expected)].sort((a, b) => a - b);
            expect([...catalogue.filters.listMatching(filters, { scope: { folder }, spaceId: MODEL })]).toEqual(
              distinct,
            );
            asked++;
            if (distinct.length > 0 && distinct.length < contents.size) found++;
          }
          catalogue.close();
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
    // A test of filters that pass all or nothing would show little.
    expect(found / asked).toBeGreaterThan(0.1);
  });

  it('fulfil all filters with one and the same file', () => {
    const { find } = make([
      { content: 1, path: '/photos/a.jpg', rating: 5 },
      { content: 1, path: '/photos/b.png', rating: 1 },
      { content: 2, path: '/photos/c.png', rating: 5 },
    ]);
    expect(find('rating:5')).toEqual([0, 2]);
    expect(find('ext:png')).toEqual([0, 2]);
    expect(find('rating:5 ext:png')).toEqual([2]);
    expect(find('-rating:5')).toEqual([0]);
  });

  it('reach every longitude where the circle covers a pole, wherever its centre lies', () => {
    const { find } = make([
      { content: 1, path: '/photos/a.jpg', latitude: 0, longitude: -31.33 },
      { content: 2, path: '/photos/b.jpg', latitude: 0, longitude: 31.33 },
      { content: 3, path: '/photos/c.jpg', latitude: 0, longitude: -179.99 },
    ]);
    expect(find('near:0,179.99,20037km')).toEqual([0, 1, 2]);
    expect(find('near:0,-179.99,20037km')).toEqual([0, 1, 2]);
  });

  it('wrap round the date line and the poles', () => {
    const { find } = make([
      { content: 1, path: '/a.jpg', latitude: -17.8, longitude: 179.9 },
      { content: 2, path: '/b.jpg', latitude: -17.8, longitude: -179.9 },
      { content: 3, path: '/c.jpg', latitude: 89.9, longitude: 0 },
      { content: 4, path: '/d.jpg', latitude: 89.9, longitude: 180 },
    ]);
    expect(find('near:-17.8,180,50km')).toEqual([0, 1]);
    expect(find('near:-17.8,-179.95,50km')).toEqual([0, 1]);
    expect(find('near:89.95,90,50km')).toEqual([2, 3]);
    expect(find('near:48.85,2.35')).toEqual([]);
  });

  it('are asked of a folder as if there were nothing else', () => {
    const { find } = make([
      { content: 1, path: '/photos/mine/a.jpg' },
      { content: 1, path: '/photos/yours/a.jpg', rating: 5 },
      { content: 2, path: '/photos/mine2/b.jpg', rating: 5 },
    ]);
    expect(find('rating:5', '/photos/mine')).toEqual([]);
    expect(find('', '/photos/mine')).toEqual([0]);
    expect(find('rating:5', '/photos/yours')).toEqual([0]);
  });
});

describe('names in filters', () => {
  const decomposed = (text: string) => text.normalize('NFD');
  const capitals = (text: string) => text.toUpperCase();
  const small = (text: string) => text.toLowerCase();

  it.each([
    ['Große Ölmühle'],
    ['iÖde'],
    ['Émile Čapek'],
    ['Москва'],
    ['Θεσσαλονίκης'],
    ['İstanbul Şehir'],
    ['Tiếng Việt'],
    ['Երևան'],
  ])('are compared without regard to case and to how their letters are composed: %s', (name) => {
    for (const store of [(text: string) => text, decomposed, capitals]) {
      const stored = store(name);
      const row = { path: `/photos/${stored}/a.jpg`, camera: `Camera ${stored}`, lens: stored, city: stored };
      const { find } = make([
        { ...row, keywords: [stored], people: [`${stored} Smith`], tags: [stored] },
        { content: 2, path: '/photos/other/b.jpg', camera: 'Other', lens: 'Other', keywords: ['other'] },
      ]);
      for (const asked of [name, capitals(name), small(name), decomposed(name), decomposed(capitals(name))]) {
        for (const field of ['folder', 'camera', 'lens', 'city', 'keyword', 'tag', 'person', 'lens:=', 'camera:=']) {
          const filter = field.endsWith('=') ? field : `${field}:`;
          const value = filter === 'camera:=' ? `Camera ${asked}` : asked;
          expect.soft(find(`${filter}"${value}"`), `${filter}${value}`).toEqual([0]);
          expect.soft(find(`-${filter}"${value}"`), `-${filter}${value}`).toEqual([1]);
        }
      }
    }
  });

  it('do not run from one person into the next', () => {
    const { find } = make([{ people: ['Émile Čapek', 'Anna Müller'] }]);
    expect(find('person:"ČAPEK anna"')).toEqual([]);
    expect(find('person:"anna MÜLLER"')).toEqual([0]);
  });
});

describe('what filters ask', () => {
  it('follows files, metadata and failures as they come, change and go', () => {
    const catalogue = openCatalogue();
    ensureSpace(catalogue);
    const db = openRaw(catalogue.folder);
    const rows = () =>
      db
        .prepare('SELECT ext, rating, size_bytes, folder.path FROM filter_row JOIN folder ON folder.id = folder_id')
        .all();
    const file = { ...makeFile('/p/q/a.jpg'), sizeBytes: 7 };
    catalogue.files.record([{ ...encoded('/p/q/a.jpg', 1), file } as ReturnType<typeof encoded>]);
    expect(rows()).toEqual([{ ext: 'jpg', rating: null, size_bytes: 7, path: '/p/q/' }]);
    const put = db.prepare("INSERT OR REPLACE INTO metadata (file_id, data, rating) VALUES (1, '{}', ?)");
    put.run(3);
    put.run(4);
    expect(rows()).toMatchObject([{ rating: 4 }]);
    db.exec('UPDATE metadata SET rating = 5');
    expect(rows()).toMatchObject([{ rating: 5 }]);
    // Other bytes, of which nothing was read yet.
    catalogue.files.record([encoded('/p/q/a.jpg', 2)]);
    expect(rows()).toEqual([{ ext: 'jpg', rating: null, size_bytes: 110, path: '/p/q/' }]);
    put.run(2);
    expect(rows()).toMatchObject([{ rating: 2 }]);
    db.exec('DELETE FROM metadata');
    expect(rows()).toMatchObject([{ rating: null }]);
    catalogue.files.record([failed('/p/q/a.jpg')]);
    expect(rows()).toEqual([]);
    expect(db.prepare('SELECT count(*) AS n FROM folder').get()).toEqual({ n: 0 });
    catalogue.files.record([encoded('/p/q/a.jpg', 2), encoded('/p/b', 3)]);
    expect(rows()).toHaveLength(2);
    catalogue.files.remove(catalogue.files.listUnder('/p').map(({ id }) => id));
    expect(rows()).toEqual([]);
    expect(db.prepare('SELECT count(*) AS n FROM folder').get()).toEqual({ n: 0 });
  });
});
