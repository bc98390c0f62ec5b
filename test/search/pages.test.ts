import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runSearch } from '#src/search/run-search.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { makeSearchContext, toText } from '../support/libraries/search-context.js';
import { makeNear, makeRandom, makeUnit } from '../support/vectors/synthetic-vectors.js';

const DIM = 8;

function makeLibrary(count: number) {
  const random = makeRandom(count);
  const made = makeSearchContext(DIM);
  const target = makeUnit(random, DIM);
  const photos = Array.from({ length: count }, (_, i) => ({
    path: `/photos/${i % 3 ? 'IMG' : 'kitty'} ${i}.jpg`,
    vector: i % 2 ? makeNear(random, target, 1) : makeUnit(random, DIM),
    sizeBytes: 100 + (i % 7),
    takenAtMs: (i * 37) % 11,
  }));
  made.add(photos);
  return { ...made, target, random };
}

const OPTIONS = fc.record({
  sort: fc.constantFrom('relevance' as const, 'taken' as const, 'name' as const, 'size' as const),
  reverse: fc.boolean(),
  all: fc.boolean(),
  collapse: fc.boolean(),
});

describe('pages', () => {
  it('together are the answer as one page gives it: nothing twice, nothing missing', async () => {
    const { context, target } = makeLibrary(90);
    const query = { terms: [{ text: toText(target) }] };
    await fc.assert(
      fc.asyncProperty(OPTIONS, fc.integer({ min: 1, max: 40 }), async (options, limit) => {
        const whole = await runSearch(context, query, { ...options, limit: 1000 });
        expect(whole.nextCursor).toBeNull();
        expect(whole.total).toBe(whole.results.length);
        const pages: SearchResponse[] = [];
        const next: SearchOptions = { ...options, limit };
        do {
          const page: SearchResponse = await runSearch(context, query, next);
          expect(page.total).toBe(whole.total);
          pages.push(page);
          if (page.nextCursor !== null) next.cursor = page.nextCursor;
          else break;
        } while (pages.length < 200);
        const ids = pages.flatMap(({ results }) => results.map(({ id }) => id));
        expect(ids).toEqual(whole.results.map(({ id }) => id));
      }),
      { numRuns: 40 },
    );
  });

  it.each([false, true])(
    'count no further than they need, unless asked; with words that match: %s',
    async (hasWords) => {
      const { context, add, random } = makeLibrary(0);
      const target = makeUnit(random, DIM);
      const name = (i: number) => (hasWords && i % 9 === 0 ? `Kitty ${i}` : `IMG ${i}`);
      add(
        Array.from({ length: 700 }, (_, i) => ({
          path: `/photos/${name(i)}.jpg`,
          vector: i < 600 ? makeNear(random, target, 0.5) : target.map((value) => -value),
        })),
      );
      const query = { terms: [{ text: toText(target) }, ...(hasWords ? [{ text: 'kitty', weight: 1e-6 }] : [])] };
      const whole = await runSearch(context, query, { exactTotal: true, limit: 1000 });
      expect([whole.total, whole.isTotalExact]).toEqual([whole.results.length, true]);
      expect(whole.total).toBeGreaterThan(500);
      expect(await runSearch(context, query, { exactTotal: true })).toMatchObject({ total: whole.total });

      const pages: SearchResponse[] = [];
      for (let cursor: string | null | undefined; cursor !== null; cursor = pages.at(-1)?.nextCursor) {
        const page = await runSearch(context, query, { limit: 110, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.total).toBeLessThanOrEqual(whole.total);
        pages.push(page);
      }
      expect(pages[0]).toMatchObject({ isTotalExact: false });
      expect(pages[0]?.total).toBeGreaterThan(110);
      expect(pages.at(-1)).toMatchObject({ total: whole.total, isTotalExact: true });
      const metadata = (answers: SearchResponse[]) =>
        answers.flatMap(({ results }) => results.map(({ id, matched, relevance }) => [id, matched, relevance]));
      expect(metadata(pages)).toEqual(metadata([whole]));
    },
  );

  it('do not change when photos are added meanwhile, and lose only those that are removed', async () => {
    const { context, add, target, random } = makeLibrary(60);
    const query = { terms: [{ text: toText(target) }] };
    const before = (await runSearch(context, query, { limit: 1000 })).results.map(({ id }) => id);
    expect(before.length).toBeGreaterThan(12);
    const first = await runSearch(context, query, { limit: 5 });
    add(
      Array.from({ length: 20 }, (_, i) => ({ path: `/photos/new ${i}.jpg`, vector: makeNear(random, target, 0.3) })),
    );
    const second = await runSearch(context, query, { limit: 5, cursor: first.nextCursor as string });
    expect([...first.results, ...second.results].map(({ id }) => id)).toEqual(before.slice(0, 10));
    // One that was shown last, one that was shown first, and the next one are removed.
    const gone = [before[9], before[0], before[10]] as number[];
    const { results } = await runSearch(context, query, { limit: 1000, all: true });
    const paths = gone.map((id) => results.find((result) => result.id === id)?.path as string);
    const files = context.catalogue.files.listUnder('/photos').filter(({ path }) => paths.includes(path));
    context.catalogue.files.remove(files.map(({ id }) => id));
    const third = await runSearch(context, query, { limit: 1000, cursor: second.nextCursor as string });
    expect(third.results.map(({ id }) => id)).toEqual(before.slice(11));
    expect(third.nextCursor).toBeNull();
  });

  it.each(['', 'nonsense', 'WzFd', Buffer.from('["x",1,null,5]').toString('base64url')])(
    'refuse the cursor %j',
    async (cursor) => {
      const { context, target } = makeLibrary(10);
      await expect(runSearch(context, { terms: [{ text: toText(target) }] }, { cursor })).rejects.toMatchObject({
        code: 'bad-argument',
      });
    },
  );

  it('refuse a cursor of another query or another order', async () => {
    const { context, target } = makeLibrary(40);
    const query = { terms: [{ text: toText(target) }] };
    const { nextCursor } = await runSearch(context, query, { limit: 2 });
    const cursor = nextCursor as string;
    await expect(runSearch(context, query, { cursor, sort: 'name' })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(runSearch(context, { terms: [{ text: '1 0 0' }] }, { cursor })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    expect((await runSearch(context, query, { cursor, limit: 7 })).results.length).toBeGreaterThan(0);
  });
});

describe('order', () => {
  it('is that of time, name or size within the relevant set; photos without a time come last either way', async () => {
    const { context, add } = makeSearchContext(DIM);
    const near = (seed: number) => makeNear(makeRandom(seed), Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0), 0.4);
    const [b10, a, b2, far] = add([
      { path: '/p/b10.jpg', vector: near(1), takenAtMs: 5, sizeBytes: 10 },
      { path: '/p/A.jpg', vector: near(2), sizeBytes: 30 },
      { path: '/p/b2.jpg', vector: near(3), takenAtMs: 9, sizeBytes: 20 },
      { path: '/p/far.jpg', vector: Float32Array.of(-1, 0, 0, 0, 0, 0, 0, 0), takenAtMs: 99, sizeBytes: 99 },
    ]);
    const list = async (options: SearchOptions) =>
      (await runSearch(context, '1 0 0', { mode: 'vector', ...options })).results.map(({ id }) => id);
    expect(await list({ sort: 'taken' })).toEqual([b2, b10, a]);
    expect(await list({ sort: 'taken', reverse: true })).toEqual([b10, b2, a]);
    expect(await list({ sort: 'name' })).toEqual([a, b2, b10]);
    expect(await list({ sort: 'size' })).toEqual([a, b2, b10]);
    expect(await list({ sort: 'size', reverse: true, all: true })).toEqual([b10, b2, a, far]);
  });

  it('with collapse shows near-identical shots as one', async () => {
    const { context, add } = makeSearchContext(DIM);
    const [first, again, other] = add([
      { path: '/p/1.jpg', vector: Float32Array.of(1, 0.02, 0, 0, 0, 0, 0, 0) },
      { path: '/p/2.jpg', vector: Float32Array.of(1, 0.2, 0, 0, 0, 0, 0, 0) },
      { path: '/p/3.jpg', vector: Float32Array.of(0.7, 0.7, 0, 0, 0, 0, 0, 0) },
    ]);
    const { results, total, totalPhotos } = await runSearch(context, '1 0 0', { mode: 'vector', collapse: true });
    expect(results.map(({ id, collapsed }) => [id, collapsed])).toEqual([
      [first, [again]],
      [other, []],
    ]);
    expect(total).toBe(2);
    // As facets count them.
    expect(totalPhotos).toBe(3);
  });
});
