import { describe, expect, it } from 'vitest';
import { fuseRanks } from '#src/search/rank/fuse.js';
import { runSearch } from '#src/search/run-search.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { type MadePhoto, makeSearchContext, toText } from '../../support/libraries/search-context.js';
import { makeNear, makeRandom, makeUnit } from '../../support/vectors/synthetic-vectors.js';

const DIM = 12;
const WHOLE: SearchOptions = { mode: 'vector', minRelevance: 0, limit: 1000 };

/** Photos whose vectors in two spaces have nothing to do with each other. */
function makeTwoSpaces(photos: number) {
  const made = makeSearchContext(DIM, { models: ['first', 'second'] });
  const random = makeRandom(photos);
  const target = makeUnit(random, DIM);
  const ids = made.add(
    Array.from({ length: photos }, (_, i) => ({
      path: `/p/${i}.jpg`,
      frames: Array.from({ length: 1 + (i % 3) }, () => [makeNear(random, target, 1), makeNear(random, target, 1)]),
    })),
  );
  const [a, b] = made.context.spaces.active().map(({ row }) => row.id) as [number, number];
  return { ...made, ids, a, b, query: { terms: [{ text: toText(target) }] } };
}

describe('two active spaces', () => {
  it('answer with the reciprocal rank fusion of their lists', async () => {
    const { context, ids, a, b, query } = makeTwoSpaces(300);
    const answer = async (spaces?: number[]) =>
      (await runSearch(context, query, { ...WHOLE, ...(spaces && { spaces }) })).results;
    const list = async (spaces?: number[]) => (await answer(spaces)).map(({ id }) => id);
    const [first, second, results] = [await list([a]), await list([b]), await answer()];
    const both = results.map(({ id }) => id);
    expect(first).toHaveLength(ids.length);
    expect(first).not.toEqual(second);
    const relevances = new Map(results.map(({ id, relevance }) => [id, relevance as number]));
    expect(both).toEqual(fuseRanks([first, second], (id) => relevances.get(id) as number));
    expect(await list([b, a])).toEqual(both);
  });

  it('put the more relevant first of two photos that they have in opposite order, whichever was added first', async () => {
    const at = (cosine: number) => Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2), 0);
    const first = { path: '/p/nearer-in-the-first.jpg', frames: [[at(0.6), at(0.5)]] };
    const second = { path: '/p/nearer-in-the-second.jpg', frames: [[at(0.5), at(0.9)]] };
    // Everyday texts lie against the last axis: these photos are at different distances from them, as those of a library are.
    const others = [-0.8, -0.4, 0.3, 0.8].map((far) => {
      const vector = Float32Array.of(0.1, Math.sqrt(0.99 - far ** 2), far);
      return { path: `/p/${far}.jpg`, frames: [[vector, vector]] };
    });
    const find = async (photos: readonly MadePhoto[]) => {
      const { context, add } = makeSearchContext(3, { models: ['first', 'second'] });
      add(photos);
      const { results } = await runSearch(context, { terms: [{ text: '1 0 0' }] }, WHOLE);
      expect(Number(results[0]?.relevance)).toBeGreaterThan(Number(results[1]?.relevance));
      return results.map(({ path }) => path);
    };
    expect(await find([first, second, ...others])).toEqual(await find([second, first, ...others]));
  });

  it('give evidence from both, the best first, whose cosine and relevance are the photo’s', async () => {
    const { context, a, b, query } = makeTwoSpaces(40);
    const { results } = await runSearch(context, query, WHOLE);
    for (const { evidence, cosine, relevance, matched } of results) {
      expect(evidence.map((one) => one.type === 'vector' && one.space).sort()).toEqual([a, b]);
      expect(evidence[0]).toMatchObject({ cosine, relevance });
      expect(Number(evidence[0]?.relevance)).toBeGreaterThanOrEqual(Number(evidence[1]?.relevance));
      expect(matched).toEqual(['vector']);
    }
  });

  it.each([{}, { all: true }, { sort: 'name' as const }, { mode: 'hybrid' as const }])(
    'page without repeats: %j',
    async (options) => {
      const { context, query } = makeTwoSpaces(400);
      const whole = await runSearch(context, query, { ...options, limit: 1000 });
      const ids: number[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: Awaited<ReturnType<typeof runSearch>> = await runSearch(context, query, {
          ...{ ...options, limit: 23 },
          ...(cursor === undefined ? {} : { cursor }),
        });
        expect(page.total).toBe(whole.total);
        ids.push(...page.results.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(ids).toEqual(whole.results.map(({ id }) => id));
    },
  );

  it('keep answering the pages of a first page that they answered, when one is retired meanwhile', async () => {
    const { context, a, query } = makeTwoSpaces(100);
    const whole = await runSearch(context, query, { ...WHOLE, limit: 60 });
    const first = await runSearch(context, query, { ...WHOLE, limit: 30 });
    context.catalogue.spaces.setState(a, 'retired');
    const second = await runSearch(context, query, { ...WHOLE, limit: 30, cursor: first.nextCursor as string });
    expect([...first.results, ...second.results].map(({ id }) => id)).toEqual(whole.results.map(({ id }) => id));
    const again = await runSearch(context, query, { ...WHOLE, limit: 30 });
    expect(again.results.map(({ id }) => id)).not.toEqual(first.results.map(({ id }) => id));
  });

  it('are chosen by id, and only from the active ones', async () => {
    const { context, a, b, query } = makeTwoSpaces(10);
    context.catalogue.spaces.setState(b, 'building');
    const { results } = await runSearch(context, query, WHOLE);
    expect(results[0]?.evidence.map((one) => one.type === 'vector' && one.space)).toEqual([a]);
    for (const spaces of [[b], [99], [], [1.5]])
      await expect(runSearch(context, query, { spaces })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('find an image by the vectors that its photo has in each', async () => {
    const { context, ids, a, b } = makeTwoSpaces(50);
    const [id] = ids as [number];
    const options = { ...WHOLE, all: true };
    const list = async (spaces?: number[]) =>
      (await runSearch(context, { terms: [{ id }] }, { ...options, ...(spaces && { spaces }) })).results;
    const results = await list();
    const both = results.map((result) => result.id);
    expect(both).not.toContain(id);
    const relevances = new Map(results.map(({ id: own, relevance }) => [own, relevance as number]));
    expect(both).toEqual(
      fuseRanks(
        [(await list([a])).map(({ id: own }) => own), (await list([b])).map(({ id: own }) => own)],
        (own) => relevances.get(own) as number,
      ),
    );
  });
});
