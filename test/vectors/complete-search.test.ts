import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { completeSearch } from '#src/vectors/complete-search.js';
import { ExactIndex } from '#src/vectors/engines/exact/exact-index.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import type { EngineCapabilities, NeighbourOptions, Neighbours } from '#src/vectors/port.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { FakeVectorSource } from '../support/vectors/fake-vector-source.js';
import { findNearest, makeRandom, makeUnits } from '../support/vectors/synthetic-vectors.js';

const DIM = 16;
const COUNT = 1200;

/** An engine that is no better than it says: it ignores `allow` and refuses a larger k. */
class LimitedIndex extends ExactIndex {
  readonly searches: { queries: number; k: number }[] = [];
  override readonly capabilities: EngineCapabilities;

  constructor(capabilities: Partial<EngineCapabilities>) {
    super(DIM);
    this.capabilities = { filter: 'none', maxK: 1000, isRemote: true, ...capabilities };
  }

  override async search(
    queries: readonly Float32Array[],
    k: number,
    { allow, signal }: NeighbourOptions = {},
  ): Promise<Neighbours[]> {
    this.searches.push({ queries: queries.length, k });
    expect(k).toBeLessThanOrEqual(this.capabilities.maxK);
    return super.search(queries, k, this.capabilities.filter === 'ids' ? { allow, signal } : { signal });
  }
}

async function fill(capabilities: Partial<EngineCapabilities> = {}) {
  const source = new FakeVectorSource(DIM);
  source.add(COUNT);
  const index = new LimitedIndex(capabilities);
  const cursor = { lastVectorId: COUNT, lastRemovedSeq: 0 };
  await index.apply({ add: source.listAfter(0, COUNT), remove: [], cursor });
  source.askedAfter.length = 0;
  return { source, index };
}

const queries = makeUnits(makeRandom(5), DIM, 6);

function expected(source: FakeVectorSource, k: number, allow?: IdSet): number[][] {
  const allowed = new Map([...source.vectors].filter(([id]) => allow?.has(id) ?? true));
  return queries.map((query) => findNearest(allowed, query, k).ids);
}

describe('a search by an engine that does not filter', () => {
  it.each([
    ['everything', COUNT, 10],
    ['most', 1000, 10],
    ['half', 600, 25],
    ['a tenth', 120, 10],
    ['a hundredth', 12, 5],
    ['less than k', 7, 50],
  ])('answers as one that does where %s is allowed', async (_, count, k) => {
    const { source, index } = await fill();
    const allow = IdSet.from(Array.from({ length: count }, (_, i) => 1 + ((i * 7) % COUNT)));
    const found = await completeSearch(index, source, queries, k, { allow });
    expect(found.map(({ ids }) => ids)).toEqual(expected(source, k, allow));
  });

  it('fetches more than is wanted, in one search, and reads nothing where that suffices', async () => {
    const { source, index } = await fill();
    const allow = IdSet.from(Array.from({ length: COUNT / 2 }, (_, i) => 2 * i + 1));
    await completeSearch(index, source, queries, 10, { allow });
    expect(index.searches).toEqual([{ queries: queries.length, k: 40 }]);
    expect(source.readIds).toEqual([]);
  });

  it('reads only the allowed vectors where they are few, and does not search', async () => {
    const { source, index } = await fill();
    await completeSearch(index, source, queries, 10, { allow: IdSet.from([3, 4, 5000]) });
    expect(index.searches).toEqual([]);
    expect(source.readIds).toEqual([3, 4]);
    expect(source.askedAfter).toEqual([]);
  });

  it('compares for the queries that are still short, and only for those', async () => {
    const { source, index } = await fill({ maxK: 30 });
    // The nearest of the first query are not allowed.
    const nearest = new Set(findNearest(source.vectors, queries[0] as Float32Array, 500).ids);
    const allow = IdSet.from([...source.vectors.keys()].filter((id) => !nearest.has(id)));
    const found = await completeSearch(index, source, queries, 5, { allow });
    expect(found.map(({ ids }) => ids)).toEqual(expected(source, 5, allow));
    expect(index.searches).toHaveLength(1);
    expect(source.readIds).toEqual([...allow]);
  });

  it('finds nothing where nothing is allowed', async () => {
    const { source, index } = await fill();
    expect(await completeSearch(index, source, [queries[0] as Float32Array], 5, { allow: IdSet.empty })).toEqual([
      { ids: [], cosines: [] },
    ]);
  });
});

describe('a search for more neighbours than an engine answers', () => {
  it('compares with the vectors of the source', async () => {
    const { source, index } = await fill({ filter: 'ids', maxK: 50 });
    const found = await completeSearch(index, source, queries, 700);
    expect(found.map(({ ids }) => ids)).toEqual(expected(source, 700));
    expect(index.searches).toEqual([]);
  });

  it('searches where fewer are there or allowed than the engine answers', async () => {
    const { source, index } = await fill({ filter: 'ids', maxK: 50 });
    const allow = IdSet.from([1, 2, 3]);
    const found = await completeSearch(index, source, queries, 700, { allow });
    expect(found.map(({ ids }) => ids)).toEqual(expected(source, 700, allow));
    expect(index.searches).toEqual([{ queries: queries.length, k: 50 }]);
  });

  it.each([0, -1, 1.5, Number.NaN])('rejects k = %s', async (k) => {
    const { source, index } = await fill();
    await expect(completeSearch(index, source, queries, k)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

describe('a follower of a limited engine', () => {
  it('filters, although the engine does not', async () => {
    const source = new FakeVectorSource(DIM);
    source.add(COUNT);
    const engine = { name: 'limited', open: async () => new LimitedIndex({}) };
    const options = { indexPath: `${makeTemporaryFolder()}/graph-1.json` };
    const space = new SpaceFollower(source, options, async () => engine);
    const allow = IdSet.from(Array.from({ length: 300 }, (_, i) => 4 * i + 1));
    const found = await space.search(queries, 20, { allow });
    expect(found.map(({ ids }) => ids)).toEqual(expected(source, 20, allow));
    source.remove([1, 5, 9]);
    const later = await space.search(queries, 20, { allow });
    expect(later.map(({ ids }) => ids)).toEqual(expected(source, 20, allow));
    await space.close();
  });
});

describe('a search by an engine whose cosines are off', () => {
  /** Off by up to 0.02, otherwise for each vector. */
  class RoughIndex extends LimitedIndex {
    override async search(...given: Parameters<LimitedIndex['search']>): Promise<Neighbours[]> {
      const answers = await super.search(...given);
      return answers.map(({ ids, cosines }) => {
        const rough = ids.map((id, i) => ({ id, cosine: (cosines[i] as number) + 0.02 * Math.sin(id) }));
        rough.sort((a, b) => b.cosine - a.cosine);
        return { ids: rough.map(({ id }) => id), cosines: rough.map(({ cosine }) => cosine) };
      });
    }
  }

  it.each([
    ['without a filter', undefined],
    ['with a wide filter', 700],
    ['with a narrow one', 30],
  ])('is in the order of the vectors of the source %s', async (_, count) => {
    const { source } = await fill();
    const index = new RoughIndex({ isApproximate: true, isRemote: false });
    await index.apply({
      add: source.listAfter(0, COUNT),
      remove: [],
      cursor: { lastVectorId: COUNT, lastRemovedSeq: 0 },
    });
    const allow = count === undefined ? undefined : IdSet.from(Array.from({ length: count }, (_unused, i) => i + 1));
    const found = await completeSearch(index, source, queries, 10, { allow });
    expect(found.map(({ ids }) => ids)).toEqual(expected(source, 10, allow));
    expect((await index.search(queries, 10)).map(({ ids }) => ids)).not.toEqual(expected(source, 10));
  });

  it('leaves out what is gone from the source', async () => {
    const { source } = await fill();
    const index = new RoughIndex({ isApproximate: true, isRemote: false });
    await index.apply({
      add: source.listAfter(0, COUNT),
      remove: [],
      cursor: { lastVectorId: COUNT, lastRemovedSeq: 0 },
    });
    const [first] = expected(source, 1).flat() as [number];
    source.remove([first]);
    const [found] = await completeSearch(index, source, queries, 10);
    expect(found?.ids).toEqual(expected(source, 10)[0]);
  });
});
