import { describe, expect, it, vi } from 'vitest';
import type { SpaceCalibration } from '#src/search/calibration/stored-calibration.js';
import { writeCalibration } from '#src/search/calibration/stored-calibration.js';
import type { LibraryContext } from '#src/search/context.js';
import { runSearch } from '#src/search/run-search.js';
import { Catalogue } from '#src/store/catalogue.js';
import { makePhotoOutcome } from '../support/libraries/catalogues.js';
import { makeSearchContext } from '../support/libraries/search-context.js';

const QUERY = { terms: [{ text: '1 0 0 0' }] };

/** Searches as a reader does: with the change stamp of the moment when the request began. */
function search(context: LibraryContext, query: Parameters<typeof runSearch>[1] = QUERY) {
  return runSearch({ ...context, stamp: context.catalogue.changeStamp }, query, {});
}

async function listPaths(context: LibraryContext, query?: Parameters<typeof runSearch>[1]): Promise<string[]> {
  return (await search(context, query)).results.map(({ path }) => path).sort();
}

/** A library in which everything was asked for that is cached until something changes, and another process that has it open. */
async function makeSearched() {
  const made = makeSearchContext(4, { models: ['a model', 'another'] });
  const { context, add } = made;
  context.catalogue.spaces.setState(2, 'building');
  add([
    { path: '/p/one.jpg', frames: [[Float32Array.of(1, 0.1, 0, 0), Float32Array.of(1, 0, 0, 0)]] },
    { path: '/p/two.jpg', frames: [[Float32Array.of(1, 0.2, 0, 0), Float32Array.of(1, 0, 0, 0)]] },
  ]);
  for (let i = 0; i < 3; i++) expect(await listPaths(context)).toEqual(['/p/one.jpg', '/p/two.jpg']);
  const other = new Catalogue(context.catalogue.folder, { create: false });
  return { ...made, other };
}

describe('a library that does not change', () => {
  it('is asked for its rows and nothing else by the second search', async () => {
    const { context, other } = await makeSearched();
    const { catalogue } = context;
    const reads = [
      vi.spyOn(catalogue.spaces, 'list'),
      vi.spyOn(catalogue.vectors, 'listStoredAfter'),
      vi.spyOn(catalogue.vectors, 'countPhotos'),
      vi.spyOn(catalogue.removedVectors, 'lastSeq'),
      vi.spyOn(catalogue, 'dataVersion', 'get'),
    ];
    const rows = vi.spyOn(catalogue.files, 'listPhotos');
    await search(context);
    expect(rows).toHaveBeenCalledTimes(1);
    expect(reads.map((read) => read.mock.calls.length)).toEqual([0, 0, 0, 0, 1]);
    other.close();
  });
});

describe('what another process changes is in the next search', () => {
  it.each(['other', 'own'])('a photo that it adds, and one that it removes (%s connection)', async (whose) => {
    const { context, other } = await makeSearched();
    const catalogue = whose === 'other' ? other : context.catalogue;
    catalogue.files.record([makePhotoOutcome('/p/three.jpg', 99, new Map([[1, Float32Array.of(1, 0, 0, 0)]]))]);
    expect(await listPaths(context)).toEqual(['/p/one.jpg', '/p/three.jpg', '/p/two.jpg']);
    const [one] = catalogue.files.listUnder('/p/one.jpg');
    catalogue.files.remove([one?.id as number]);
    expect(await listPaths(context)).toEqual(['/p/three.jpg', '/p/two.jpg']);
    other.close();
  });

  it('a word that no file had', async () => {
    const { context, add, other } = await makeSearched();
    const words = { terms: [{ text: 'kitty' }] };
    expect((await search(context, words)).results.every(({ matched }) => !matched.includes('name'))).toBe(true);
    add([{ path: '/p/kitty.jpg', frames: [[Float32Array.of(0, 1, 0, 0)]] }]);
    const [first] = (await search(context, words)).results;
    expect([first?.path, first?.matched]).toEqual(['/p/kitty.jpg', ['name']]);
    other.close();
  });

  it('a space that it activates, and the calibration of one', async () => {
    const { context, other } = await makeSearched();
    const spacesOf = async () => (await search(context)).results[0]?.evidence.map((one) => 'space' in one && one.space);
    expect(await spacesOf()).toEqual([1]);
    const before = (await search(context)).results[0]?.relevance as number;
    const curve = {
      ...{ midpoint: 2, scale: 0.1, sure: 0.4, several: 0.3 },
      background: { mean: 0, deviation: 0.1 },
    };
    const kind = { curve, background: curve.background };
    const measured: SpaceCalibration = {
      ...{ source: 'evaluation', measuredAtMs: 1, photos: 10, queries: 10 },
      ...{ text: kind, image: kind },
    };
    writeCalibration(other, 1, measured);
    expect((await search(context)).results[0]?.relevance).toBeLessThan(before);
    writeCalibration(other, 1, null);
    expect((await search(context)).results[0]?.relevance).toBe(before);
    other.spaces.setState(2, 'active');
    expect((await spacesOf())?.sort()).toEqual([1, 2]);
    other.close();
  });
});
