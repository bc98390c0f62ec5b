// A query that finds nothing because of its filters says which, on the sample photos.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { IN_PROCESS, openSampleLibrary } from '../../support/libraries/sample-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

let library: Library;
let photos: number;
beforeAll(async () => {
  library = await openSampleLibrary(makeTemporaryFolder(), { oneShot: true }, IN_PROCESS);
  photos = (await library.stats()).photos;
});
afterAll(() => library.close());
const noticesOf = async (query: string, filters = '') =>
  (await library.search(query, { filters, mode: 'text' })).notices;

describe('filters that leave nothing', () => {
  it('are named with the number of photos without them', async () => {
    expect(await noticesOf('taken:1901')).toEqual([
      {
        code: 'filters-empty',
        message: `No photo passes taken:1901; ${photos} do without it.`,
        filters: [{ filter: 'taken:1901', position: 0, photosWithout: photos }],
      },
    ]);
    expect(await noticesOf('cat taken:1901')).toMatchObject([{ code: 'filters-empty' }]);
  });

  it('are those without which there are photos, the most first, also where the options give them', async () => {
    const png = (await library.search('ext:png', { mode: 'text' })).total;
    const jpg = (await library.search('ext:jpg', { mode: 'text' })).total;
    const [notice] = await noticesOf('ext:png width:>10 -ext:jpg', 'taken:1901');
    expect(notice?.filters?.map(({ filter, position }) => [filter, position])).toEqual([['taken:1901', 3]]);
    const [two] = await noticesOf('ext:png ext:jpg');
    expect(two?.filters).toEqual([
      { filter: 'ext:png', position: 0, photosWithout: jpg },
      { filter: 'ext:jpg', position: 1, photosWithout: png },
    ]);
    expect(two?.message).toBe(`No photo passes all filters; ${jpg} do without ext:png, ${png} does without ext:jpg.`);
  });

  it('are all of them where dropping one is not enough', async () => {
    const [notice] = await noticesOf('taken:1901 camera:nope keyword:nothing');
    expect(notice?.message).toBe('No photo passes taken:1901, camera:nope, keyword:nothing, nor all of them but one.');
    expect(notice?.filters?.map(({ photosWithout }) => photosWithout)).toEqual([0, 0, 0]);
  });

  it('are not blamed for words that nothing answers', async () => {
    expect(await noticesOf('zzqx ext:jpg')).toMatchObject([{ code: 'no-good-match' }]);
  });
});
