import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { fuseRanks } from '#src/search/rank/fuse.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { describeFakeModel, fakeDependencies } from '../support/encoder/fake-encoder.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { startNode } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const path = join(home, 'library');
const photos = join(home, 'photos');
const PHOTOS = 30;
const [A, B] = [
  { name: 'fake-a', dim: 16 },
  { name: 'fake-b', dim: 24 },
];
const WHOLE: SearchOptions = { mode: 'vector', minRelevance: 0, limit: 1000 };

const open = (model?: string): Promise<Library> =>
  openLibraryWith(model === undefined ? { path } : { path, model }, fakeDependencies(A, [A, B]).dependencies);

/** The spaces that the evidence of each result names. */
function listSpaces({ results }: SearchResponse): string[] {
  return [
    ...new Set(
      results.map(({ evidence }) =>
        evidence
          .flatMap((one) => (one.type === 'vector' ? one.space : []))
          .sort()
          .join(),
      ),
    ),
  ];
}

function listSpaceNotices({ notices }: SearchResponse) {
  return notices.filter(({ code }) => code.startsWith('space-'));
}

describe('a second space', () => {
  let library: Library;
  beforeAll(async () => {
    await mkdir(photos);
    for (let i = 0; i < PHOTOS; i++) await writePicture(join(photos, `${i}.png`), i, { width: 32, height: 24 });
    library = await open('fake-a');
    await indexPaths(library, [photos]);
    await library.close();
    library = await open();
  });
  afterAll(() => library.close());

  it('is not asked while it is built, nor after its run was killed', async () => {
    const before = await library.search('red', WHOLE);
    expect(before.total).toBe(PHOTOS);
    const script = fileURLToPath(new URL('../support/processes/index-slowly.mjs', import.meta.url));
    const run = startNode([script, path, photos, JSON.stringify(describeFakeModel(B))]);
    const second = async () => (await library.spaces()).find(({ name }) => name === 'fake-b');
    let searches = 0;
    for (let built = 0; built < PHOTOS / 3; built = (await second())?.photos ?? 0) {
      const answer = await library.search('red', WHOLE);
      expect(listSpaces(answer)).toEqual(['1']);
      expect(answer.results).toEqual(before.results);
      searches++;
      await wait(20);
    }
    run.child.kill('SIGKILL');
    expect((await run.ended).signal).toBe('SIGKILL');
    expect(searches).toBeGreaterThan(3);

    const left = await second();
    expect(left).toMatchObject({ id: 2, state: 'building' });
    expect(left?.missing).toBeGreaterThan(0);
    expect((left?.missing ?? 0) + (left?.photos ?? 0)).toBe(PHOTOS);
    expect((await library.search('red', WHOLE)).results).toEqual(before.results);
    await expect(library.activateSpace(2)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(library.activateSpace(9)).rejects.toMatchObject({ code: 'bad-argument' });

    // Neither a new process nor one that asks for the new model searches half of it.
    const again = await open();
    expect((await again.stats()).model.name).toBe('fake-a');
    expect(listSpaceNotices(await again.search('red', WHOLE))).toEqual([]);
    await again.close();
    const asked = await open('fake-b');
    const answer = await asked.search('red', WHOLE);
    expect(listSpaces(answer)).toEqual(['1']);
    expect(listSpaceNotices(answer)).toMatchObject([
      { code: 'space-building', message: expect.stringContaining(`${left?.photos} of ${PHOTOS} photos`) },
    ]);
    await asked.close();
  });

  it('answers beside the first once it is complete, never with a part of it', async () => {
    const builder = await open('fake-b');
    const seen: string[] = [];
    let isDone = false;
    const searching = (async () => {
      do {
        const answer = await library.search('red', WHOLE);
        expect(answer.total).toBe(PHOTOS);
        seen.push(...listSpaces(answer));
        await wait(5);
      } while (!isDone);
    })();
    const report = await indexPaths(builder, [photos], { keepActive: true });
    isDone = true;
    await searching;
    expect(report.failed).toEqual([]);
    expect([...new Set(seen)].filter((spaces) => spaces !== '1' && spaces !== '1,2')).toEqual([]);
    expect(await library.spaces()).toMatchObject([
      { id: 1, state: 'active', photos: PHOTOS, missing: 0 },
      { id: 2, state: 'active', photos: PHOTOS, missing: 0 },
    ]);

    const list = async (spaces?: number[]) =>
      (await library.search('red', { ...WHOLE, ...(spaces && { spaces }) })).results.map(({ id }) => id);
    const [first, other] = [await list([1]), await list([2])];
    expect(first).not.toEqual(other);
    const { results: fused } = await library.search('red', WHOLE);
    const relevances = new Map(fused.map(({ id, relevance }) => [id, relevance as number]));
    expect(await list()).toEqual(fuseRanks([first, other], (id) => relevances.get(id) as number));
    const byName = await library.search('red', { ...WHOLE, models: ['fake-b'] });
    expect(byName.results.map(({ id }) => id)).toEqual(other);
    await expect(library.search('red', { models: ['fake-z'] })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(library.search('red', { models: ['fake-b'], spaces: [2] })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    // The model that a library is opened with answers alone.
    expect(listSpaces(await builder.search('red', WHOLE))).toEqual(['2']);
    await builder.close();
  });

  it('replaces the first when that is retired', async () => {
    await library.retireSpace(1);
    expect(listSpaces(await library.search('red', WHOLE))).toEqual(['2']);
    await expect(library.retireSpace(2)).rejects.toMatchObject({ code: 'bad-argument' });
    const again = await open();
    expect((await again.stats()).model.name).toBe('fake-b');
    await again.close();
    const retired = await open('fake-a');
    expect(listSpaceNotices(await retired.search('red', WHOLE))).toMatchObject([{ code: 'space-retired' }]);
    await retired.close();
    await library.activateSpace(1);
    expect(listSpaces(await library.search('red', WHOLE))).toEqual(['1,2']);
  });

  it('takes the place of the first when a run with another model is complete', async () => {
    const third = await open('fake-c');
    await indexPaths(third, [photos]);
    expect(listSpaces(await library.search('red', WHOLE))).toEqual(['3']);
    expect((await library.spaces()).map(({ state }) => state)).toEqual(['retired', 'retired', 'active']);
    await third.close();
    // A process that had it open goes on with the new model, and does not bring the one from before back.
    expect(listSpaceNotices(await library.search('red', WHOLE))).toEqual([]);
    await writePicture(join(photos, 'more.png'), PHOTOS, { width: 32, height: 24 });
    expect(await indexPaths(library, [photos])).toMatchObject({ indexed: 1, unembedded: 0 });
    expect((await library.spaces()).map(({ state }) => state)).toEqual(['retired', 'retired', 'active']);
    expect((await library.search('red', WHOLE)).total).toBe(PHOTOS + 1);
    const again = await open();
    expect((await again.stats()).model.name).toBe('fake-c');
    await again.close();
  });

  it('is dropped with its vectors when it answers no queries any more', async () => {
    await expect(library.dropSpace(3)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(library.dropSpace(9)).rejects.toMatchObject({ code: 'bad-argument' });
    const keeper = await open();
    await keeper.dropSpace(1);
    expect((await keeper.spaces()).map(({ id }) => id)).toEqual([2, 3]);
    expect((await keeper.stats()).photos).toBe(PHOTOS + 1);
    expect((await keeper.verify({ files: false })).filter(({ state }) => state !== 'ok')).toEqual([]);
    await keeper.close();
    // Its model embeds all photos anew, in a space of another id.
    const back = await open('fake-a');
    await indexPaths(back, [photos], { keepActive: true });
    expect(await back.spaces()).toMatchObject([
      { id: 2 },
      { id: 3 },
      { id: 4, name: 'fake-a', vectors: PHOTOS + 1, state: 'active' },
    ]);
    await back.close();
  });
});
