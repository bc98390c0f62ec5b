// The same queries, asked of a library and of what it has published: filters, sorts, pages and collapsing must give the same answers. What single answers
// are is in the contract of readers, test/library/reader.
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import type { Library } from '#src/library/types/library.js';
import { DEFAULT_PAGE_LIMITS, type PageLimits } from '#src/search/rank/photo-pages.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { createRandom, writePicture } from '../../support/images/random-images.js';
import { fillRegions } from '../../support/libraries/fill-regions.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { IS_LONG } from '../../support/runner/form.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const WORDS = [
  'Harbour',
  'Garden party',
  'Café de la Paix',
  'snow & ice',
  "O'Brien's",
  'tower 42',
  'Straße',
  '100%_done',
];
const PEOPLE = ['Anna Smith', 'Ben Ö. Müller', 'Anna'];
const PLACES = [
  [48.8566, 2.3522],
  [52.52, 13.405],
  [-33.86, 151.2],
] as const;

describe.skipIf(POSTGRES === undefined)('answers of a published library (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  let library: Library;
  let server: Library;
  /** Has so many photos, as it were, that it walks orders, and counts no further than a few. */
  let large: Library;
  /** Joins photos within short stretches. */
  let joining: Library;

  beforeAll(async () => {
    const random = createRandom(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    for (const folder of ['2019/rome', '2020', "it's; --"]) await mkdir(join(photos, folder), { recursive: true });
    const samples = (await readdir(SAMPLES)).filter((name) => /\.(jpg|png)$/.test(name)).slice(0, 30);
    const made: string[] = [];
    for (const name of samples) {
      const path = join(photos, pick(['', '2019/rome', '2020', "it's; --"]), name);
      await cp(join(SAMPLES, name), path);
      made.push(path);
    }
    for (let i = 0; i < 20; i++) {
      const path = join(
        photos,
        pick(['', '2019/rome', '2020']),
        `IMG_${String(i).padStart(4, '0')} ${pick(['red', 'blue', 'tower'])}.png`,
      );
      await writePicture(path, i, { width: 40 + i, height: 60 });
      made.push(path);
    }
    // The same bytes twice, at another place.
    await cp(made[0] as string, join(photos, '2020', 'again.jpg'));
    for (const path of made) {
      if (random() < 0.3) continue;
      const [latitude, longitude] = pick(PLACES);
      const seconds = Math.floor(1.3e9 + random() * 3e8);
      await writeFile(
        `${path}.json`,
        JSON.stringify({
          title: pick(WORDS),
          description: `${pick(WORDS)} ${pick(WORDS)}`,
          photoTakenTime: { timestamp: String(seconds) },
          ...(random() < 0.6 ? { geoData: { latitude, longitude, altitude: 0 } } : {}),
          ...(random() < 0.6 ? { people: [{ name: pick(PEOPLE) }] } : {}),
          favorited: random() < 0.3,
        }),
      );
    }
    library = await openFakeLibrary({ path: join(home, 'library') });
    await indexPaths(library, [photos]);
    await library.close();
    fillRegions(
      join(home, 'library'),
      made.flatMap((path) =>
        Array.from({ length: Math.floor(random() * 3) }, () => ({
          ...{ path, kind: 'object' as const, label: pick(['bus', 'dog', 'car']), score: 0.4 + random() / 2 },
          box: { x: random() / 2, y: random() / 2, width: 0.5, height: 0.5 },
          ...(random() < 0.8 && { colours: { [pick(['red', 'blue', 'brown'] as const)]: random(), grey: 0.1 } }),
        })),
      ),
    );
    library = await openFakeLibrary({ path: join(home, 'library') });
    for (const path of made.slice(0, 25))
      await library.setFields(
        { path },
        { price: Math.round(random() * 100), brand: pick(['Acme', "O'Hara", 'Ünal']), inStock: random() < 0.5 },
      );
    const url = await makeDatabase();
    await library.publish(url);
    const open = (pageLimits: PageLimits) => openPublished(url, {}, { ...fakeDependencies().dependencies, pageLimits });
    server = await open(DEFAULT_PAGE_LIMITS);
    large = await open({ ...DEFAULT_PAGE_LIMITS, countAllUpTo: 10, countUpTo: 2, walkUpTo: 30 });
    joining = await open({ ...DEFAULT_PAGE_LIMITS, countUpTo: 5, joinUpTo: 3, stretch: 12, walkUpTo: 30 });
  });
  afterAll(() => Promise.all([library?.close(), server?.close(), large?.close(), joining?.close()]));

  it('are the same for random queries, page by page', async () => {
    const random = createRandom(41);
    let found = 0;
    for (let i = 0; i < (IS_LONG ? 500 : 60); i++) {
      const { query, options } = makeQuery(random, photos);
      const about = `${i}: ${JSON.stringify([query, options])}`;
      const [there, here] = [await readPages(server, query, options), await readPages(library, query, options)];
      expect(there, about).toEqual(here);
      found += 'results' in here ? here.results.length : 0;
    }
    expect(found).toBeGreaterThan(100);
  });

  it('are the same pages where there are too many photos to put all of them in order', async () => {
    const random = createRandom(43);
    let pages = 0;
    for (let i = 0; i < (IS_LONG ? 500 : 60); i++) {
      const { query, options } = makeQuery(random, photos, 0);
      const { collapse: _, stack: __, ...others } = options;
      const about = `${i}: ${JSON.stringify([query, others])}`;
      const [there, here] = [await readPages(large, query, others), await readPages(library, query, others)];
      expect(withoutTotals(there), about).toEqual(withoutTotals(here));
      pages += 'results' in here ? here.results.filter((one) => 'total' in one).length : 0;
    }
    expect(pages).toBeGreaterThan(70);
  });

  it('count no further than they must, and say so', async () => {
    const { total, isTotalExact, results, nextCursor } = await large.search('is:photo', { limit: 3 });
    expect({ total, isTotalExact, results: results.length }).toEqual({ total: 4, isTotalExact: false, results: 3 });
    expect(nextCursor).not.toBeNull();
    const exact = await large.search('is:photo', { limit: 3, exactTotal: true });
    expect({ total: exact.total, isTotalExact: exact.isTotalExact }).toEqual({ total: 50, isTotalExact: true });
  });

  it('join every photo to one result, page by page, where they are joined within stretches', async () => {
    for (const sort of ['taken', 'name', 'size'] as const)
      for (const joins of [{ collapse: true }, { stack: true }, { collapse: true, stack: true }]) {
        const shown: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < 100; page++) {
          const options = { ...joins, sort, limit: 4, ...(cursor !== undefined && { cursor }) };
          const { results, nextCursor, isTotalExact } = await joining.search('is:photo', options);
          expect(isTotalExact).toBe(false);
          shown.push(...results.flatMap(({ id, collapsed }) => [id, ...collapsed]).map(String));
          cursor = nextCursor ?? undefined;
          if (cursor === undefined) break;
        }
        expect(shown).toHaveLength(50);
        expect(new Set(shown).size).toBe(50);
      }
  });

  it('go on behind what is left of the last results', async () => {
    const options = { limit: 5, sort: 'name' as const };
    const { results, nextCursor } = await large.search('is:photo', options);
    const fields = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as unknown[];
    // The last two are gone, as it were; then all of them.
    const goOn = async (given: unknown[]) =>
      large.search('is:photo', { ...options, cursor: Buffer.from(JSON.stringify(given)).toString('base64url') });
    const gone = [900_001, 900_002];
    const kept = await goOn([...fields.slice(0, 4), ...gone, ...fields.slice(6)]);
    const names = async (from: number, to: number) =>
      (await library.search('is:photo', { limit: 50, sort: 'name' })).results.slice(from, to).map(({ path }) => path);
    expect(results.map(({ path }) => path)).toEqual(await names(0, 5));
    expect(kept.results.map(({ path }) => path)).toEqual(await names(3, 8));
    const none = await goOn([...fields.slice(0, 4), ...gone]);
    expect(none.results.map(({ path }) => path)).toEqual(await names(5, 10));
  });
});

function withoutTotals(answer: Awaited<ReturnType<typeof readPages>>): unknown {
  if (!('results' in answer)) return answer;
  return answer.results.map((one) => {
    const { total: _, totalPhotos: __, isTotalExact: ___, ...rest } = one as Record<string, unknown>;
    return rest;
  });
}

/** @param share of the queries that have words */
function makeQuery(random: () => number, photos: string, share = 0.7): { query: string; options: SearchOptions } {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const texts = [
    'red',
    'red bus',
    'a brown dog and a blue car',
    'dark blue',
    'dog',
    'two dogs and a car',
    'tower',
    'harbour',
    'garden party',
    'cafe paix',
    'anna',
    'IMG_0004',
    '0007',
    '"again"',
    'rome',
    'strasse',
    'Straße',
    "O'Brien's",
    '100%_done',
    "'; DROP TABLE photoseek.file; --",
  ];
  const filters = [
    () => `taken:${2011 + Math.floor(random() * 9)}`,
    () => 'taken:2012..2016',
    () => pick(['ext:jpg', 'ext:PNG']),
    () => pick(['folder:2020', 'folder:rome', 'folder:2019/rome']),
    () => `in:"${photos}/2019"`,
    () => pick(['near:48.8566,2.3522,50km', 'near:52.5,13.4,20km']),
    () => pick(['country:FR', 'country:de', 'city:Paris', 'city:berlin']),
    () => pick(['person:anna', 'person:"Anna Smith"', 'person:muller', 'person:müller']),
    () =>
      pick([
        'is:portrait',
        'is:landscape',
        'is:favorite',
        'is:undated',
        'is:photo',
        'is:video',
        'is:bright',
        'is:dark',
        'is:bw',
        'is:square',
      ]),
    () => pick(['width:>50', 'height:<=60', 'size:>10kB', 'rating:>=3']),
    () =>
      pick([
        'field:price<50',
        'field:price=10..60',
        'field:brand=acme',
        `field:brand="o'hara"`,
        'field:inStock=true',
        'field:brand=ünal',
        'field:nothing=1',
      ]),
    () => pick(['color:red', 'color:blue', 'has:text', 'has:face', 'text:tower', 'object:dog', 'faces:0']),
    () => pick(['object:"red bus"', 'object:"blauer Wagen"', 'object:"red car">=2', 'object:"brown dog"<1']),
    () => pick(['camera:canon', 'lens:50', 'keyword:holiday', 'tag:dog']),
  ];
  const words =
    random() < share
      ? [pick(texts), ...(random() < 0.2 ? [`OR ${pick(texts)}`] : []), ...(random() < 0.15 ? ['-red'] : [])]
      : [];
  const chosen = Array.from(
    { length: Math.floor(random() * 3) + (words.length === 0 ? 1 : 0) },
    () => `${random() < 0.25 ? '-' : ''}${pick(filters)()}`,
  );
  const options: SearchOptions = {
    limit: pick([3, 7, 20]),
    ...(random() < 0.3 ? { sort: pick(['taken', 'name', 'size'] as const) } : {}),
    ...(random() < 0.2 ? { reverse: true } : {}),
    ...(random() < 0.2 ? { all: true } : {}),
    ...(random() < 0.2 ? { mode: pick(['text', 'vector'] as const) } : {}),
    ...(random() < 0.2 ? { collapse: true } : {}),
    ...(random() < 0.1 ? { stack: true } : {}),
    ...(random() < 0.1 ? { exactTotal: true } : {}),
    ...(random() < 0.1 ? { minRelevance: 0.3 } : {}),
  };
  return { query: [...words, ...chosen].join(' '), options };
}

/** Up to four pages of an answer, without what names rows: ids, cursors, times. */
async function readPages(library: Library, query: string, options: SearchOptions) {
  const results: object[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 4; page++) {
    let answer: Awaited<ReturnType<Library['search']>>;
    try {
      answer = await library.search(query, { ...options, ...(cursor === undefined ? {} : { cursor }) });
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      if (code === undefined || code === 'internal' || code === 'engine-failed') throw error;
      return { code, message };
    }
    const { total, totalPhotos, isTotalExact, noGoodMatch, notices } = answer;
    results.push({ total, totalPhotos, isTotalExact, noGoodMatch, notices });
    for (const {
      path,
      otherPaths,
      relevance,
      cosine,
      matched,
      evidence,
      collapsed,
      metadata,
      fields,
    } of answer.results)
      results.push({
        ...{ path, otherPaths, matched, collapsed: collapsed.length, metadata, fields },
        ...{
          relevance: round(relevance),
          cosine: round(cosine),
          evidence: evidence.map((one) => [
            ...[one.type, round(one.relevance)],
            ...(one.type === 'look' ? [one.look, one.share, one.thing] : []),
            ...(one.type === 'object' ? [one.label, one.frame, one.boxes, one.score] : []),
          ]),
        },
      });
    if (answer.nextCursor === null) break;
    cursor = answer.nextCursor;
  }
  return { results };
}

/** The last digit may differ: sums of products are added up in another order. */
function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 500) / 500;
}
