import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const mine = join(home, 'photos', 'mine');
const yours = join(home, 'photos', 'yours');
let library: Library;
let total: number;

beforeAll(async () => {
  for (const folder of [mine, yours]) mkdirSync(folder, { recursive: true });
  cpSync(SAMPLES, mine, { recursive: true });
  cpSync(SAMPLES, yours, { recursive: true });
  library = await openFakeLibrary({ path: join(home, 'library') });
  await indexPaths(library, [join(home, 'photos')]);
  total = (await library.stats()).photos;
});
afterAll(() => library.close());

describe('a library that was indexed', () => {
  it('counts each photo once, though it lies in two folders', async () => {
    const facets = await library.facets();
    expect(total).toBeGreaterThan(5);
    expect(facets.total).toBe(total);
    // A photo has a date, or it is among those without.
    expect([...facets.years, ...facets.undated].reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(
      total,
    );
    expect(facets.folders.map(({ label, count }) => [label, count])).toEqual([
      ['mine', total],
      ['yours', total],
    ]);
  });

  it('counts what filters find', async () => {
    const [folder] = (await library.facets()).folders;
    expect((await library.facets(folder?.filter)).total).toBe(total);
    expect((await library.facets('is:portrait')).total + (await library.facets('-is:portrait')).total).toBe(total);
    await expect(library.facets(undefined, { filters: 'in:/nowhere' })).rejects.toMatchObject({ code: 'bad-query' });
  });

  it('counts what a query with words finds, on all pages', async () => {
    for (const query of ['a boat', 'a boat -is:portrait', 'chickens']) {
      const { total: found } = await library.search(query, { limit: 1 });
      const facets = await library.facets(query, { limit: 1 });
      expect([query, facets.total]).toEqual([query, found]);
      expect(facets.total).toBeGreaterThan(0);
      expect(facets.total).toBeLessThan(total);
    }
  });

  it('completes names of files, and only those that a reader may see', async () => {
    const { results } = await library.search('a photo', { limit: 1 });
    const name = (results[0]?.path ?? '').split('/').at(-1) ?? '';
    const typed = name.slice(0, 4);
    expect((await library.suggest(typed)).map(({ label }) => label)).toContain(name);
    expect(await library.within(join(home, 'photos', 'none')).suggest(typed)).toEqual([]);
    expect((await library.within(mine).suggest('fo')).map(({ label }) => label)).not.toContain('yours');
    expect((await library.suggest('your')).map(({ query }) => query)).toContain('folder:yours');
    expect((await library.within(mine).suggest('your')).map(({ query }) => query)).not.toContain('folder:yours');
  });

  it('remembers a query only when it is told to, and never one of a restricted reader', async () => {
    const recent = async () =>
      (await library.suggest('zeppelin')).filter(({ kind }) => kind === 'query').map(({ query }) => query);
    await library.search('zeppelin one', { limit: 1 });
    await library.within(mine).search('zeppelin two', { limit: 1, remember: true });
    expect(await recent()).toEqual([]);
    await library.search('zeppelin three', { limit: 1, remember: true });
    expect(await recent()).toEqual(['zeppelin three']);
  });
});
