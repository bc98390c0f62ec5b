// A library as somebody sees it who may see one folder only: photos elsewhere do not exist, whichever way one asks.
import { cp, mkdir, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library, PhotoReader } from '#src/library/types/library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const shared = join(home, 'photos/shared');
const diary = join(home, 'photos/diary');
/** Its name begins like that of the shared folder. */
const sister = join(home, 'photos/shared-not');

let library: Library;
let guest: PhotoReader;
/** Ids by the names of their files. */
const ids = new Map<string, number>();

beforeAll(async () => {
  for (const folder of [shared, diary, sister, join(shared, 'deep')]) await mkdir(folder, { recursive: true });
  await cp(join(SAMPLES, 'coffee-cup.jpg'), join(shared, 'coffee-cup.jpg'));
  await cp(join(SAMPLES, 'cat-face.png'), join(shared, 'deep/cat-face.png'));
  await cp(join(SAMPLES, 'eiffel-tower.jpg'), join(shared, 'both.jpg'));
  // The same bytes, under a name that says too much.
  await cp(join(SAMPLES, 'eiffel-tower.jpg'), join(diary, 'aaa-secret-honeymoon.jpg'));
  await cp(join(SAMPLES, 'red-panda.jpg'), join(diary, 'red-panda.jpg'));
  await cp(join(SAMPLES, 'kitten-with-yarn.jpg'), join(sister, 'kitten-with-yarn.jpg'));
  await cp(join(SAMPLES, 'README.md'), join(diary, 'torn.jpg')).catch(() => {});
  await symlink('/nowhere', join(shared, 'link.jpg'));
  library = await openFakeLibrary({ path: join(home, 'library') });
  await indexPaths(library, [join(home, 'photos')]);
  for (const { id, path, otherPaths } of (await library.search('a photo', { limit: 100, all: true })).results) {
    for (const each of [path, ...otherPaths]) ids.set(basename(each), id);
  }
  guest = library.within(shared);
}, 120_000);
afterAll(() => library.close());

const hidden = () => ['red-panda.jpg', 'kitten-with-yarn.jpg'].map((name) => ids.get(name) as number);
const missing = { code: 'photo-not-found', kind: 'not-found' };
const everything = { limit: 100, all: true };

/** Nothing that a guest is given may so much as name what lies elsewhere. */
function expectNoTrace(answer: unknown): void {
  expect(JSON.stringify(answer)).not.toMatch(/diary|secret|honeymoon|red-panda|shared-not|kitten-with-yarn/);
}

describe('within a folder', () => {
  it('there is what lies below it', async () => {
    expect(ids.size).toBe(6);
    const { results, total } = await guest.search('a photo', everything);
    expect(results.map(({ path }) => path).sort()).toEqual(
      ['both.jpg', 'coffee-cup.jpg', 'deep/cat-face.png'].map((name) => join(shared, name)).sort(),
    );
    expect(total).toBe(3);
  });

  it('a search finds nothing else, however well it would fit, nor counts it', async () => {
    for (const query of ['a red panda', 'a kitten', 'honeymoon', 'red-panda', '']) {
      const answer = await guest.search(query === '' ? { filters: 'ext:jpg' } : query, everything);
      expectNoTrace({ ...answer, query: '' });
      expect(answer.total).toBeLessThanOrEqual(3);
    }
  });

  it('pages hold nothing else', async () => {
    const seen: number[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await guest.search('a photo', { limit: 1, all: true, ...(cursor ? { cursor } : {}) });
      expectNoTrace(page);
      seen.push(...page.results.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null && seen.length < 10);
    expect(seen).toHaveLength(3);
  });

  it('a photo elsewhere cannot be had by its id, in any way', async () => {
    for (const id of hidden()) {
      await expect(guest.photo(id)).rejects.toMatchObject(missing);
      await expect(guest.tagsOf(id)).rejects.toMatchObject(missing);
      await expect(guest.thumbnail(id)).rejects.toMatchObject(missing);
      await expect(guest.original(id)).rejects.toMatchObject(missing);
      await expect(guest.similar({ id })).rejects.toMatchObject(missing);
      await expect(guest.search({ terms: [{ id }] })).rejects.toMatchObject(missing);
      // The same as for an id that never was.
      const [one, other] = await Promise.all([id, 999_999].map((each) => guest.photo(each).catch((error) => error)));
      expect(one.message.replace(String(id), '')).toBe(other.message.replace('999999', ''));
    }
  });

  it('a photo that also lies elsewhere has no other path, and is served from here', async () => {
    const id = ids.get('both.jpg') as number;
    expect(ids.get('aaa-secret-honeymoon.jpg')).toBe(id);
    expect(await guest.photo(id)).toMatchObject({ path: join(shared, 'both.jpg'), otherPaths: [] });
    expect((await guest.original(id)).path).toBe(join(shared, 'both.jpg'));
    expect((await guest.thumbnail(id)).bytes.length).toBeGreaterThan(100);
    expectNoTrace(await guest.similar({ id }, everything));
  });

  it('a picture is compared with what is here only', async () => {
    const bytes = (await import('node:fs')).readFileSync(join(SAMPLES, 'red-panda.jpg'));
    const byPicture = await guest.similar({ bytes }, everything);
    expectNoTrace(byPicture);
    expect(byPicture.results.some(({ identical }) => identical)).toBe(false);
    expectNoTrace(await guest.search({ terms: [{ bytes }] }, everything));
    const tower = (await import('node:fs')).readFileSync(join(SAMPLES, 'eiffel-tower.jpg'));
    expectNoTrace(await guest.similar({ bytes: tower }, everything));
  });

  it('a filter for another folder finds nothing', async () => {
    for (const filters of ['folder:diary', 'folder:shared-not'])
      expect((await guest.search({ filters })).total).toBe(0);
    const refusal = await guest.search({ filters: `in:"${diary}"` }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'bad-query', hint: `Did you mean in:${shared}?` });
  });

  it('facets count what is here', async () => {
    const facets = await guest.facets();
    expect(facets.total).toBe(3);
    expectNoTrace(facets);
    expectNoTrace(await guest.facets('a red panda', { all: true }));
  });

  it('suggestions come from what is here', async () => {
    for (const typed of ['re', 'red', 'hon', 'secret', 'dia', 'folder:d', 'kit']) {
      expectNoTrace(
        (await guest.suggest(typed, { limit: 50 })).map(({ label, query }) => ({
          label,
          query: query.slice(typed.length),
        })),
      );
    }
  });

  it('what others looked for is not suggested', async () => {
    await library.search('our divorce papers');
    expect(JSON.stringify(await guest.suggest('our', { limit: 50 }))).not.toContain('divorce');
  });

  it('duplicates are those among what is here', async () => {
    expectNoTrace(await guest.duplicates());
    expect((await library.duplicates({ kinds: ['exact'] })).length).toBe(1);
    expect(await guest.duplicates({ kinds: ['exact'] })).toEqual([]);
  });

  it('tags count what is here', async () => {
    for (const { count } of await guest.tags()) expect(count).toBeLessThanOrEqual(3);
  });

  it('stats tell of nothing else', async () => {
    const stats = await guest.stats();
    const counts = { files: 4, photos: 3, failures: { vanished: 1 } };
    expect(stats).toMatchObject({ roots: [shared], ...counts, running: null, diskBytes: 0 });
    expect(stats.model.vectors).toBe(3);
    expect(stats.index).toMatchObject({ indexed: 3, pending: 0 });
    expectNoTrace(stats);
    const all = await library.stats();
    expect([all.photos, all.model.vectors]).toEqual([5, 5]);
  });

  it('nothing is there when the folder holds nothing, or is none', async () => {
    for (const folder of [join(home, 'empty'), join(shared, 'both.jpg'), `${shared}/../nowhere`]) {
      const nobody = library.within(folder);
      expect((await nobody.search('a photo', everything)).total).toBe(0);
      expect(await nobody.stats()).toMatchObject({ files: 0, photos: 0 });
    }
  });

  it('a way round through .. leads nowhere else', async () => {
    expect((await library.within(`${diary}/../shared`).stats()).photos).toBe(3);
  });
});
