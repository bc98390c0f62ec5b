/** The contract of `VectorIndex`: every engine passes it. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import type { Cursor, Engine, IndexLocation, NeighbourOptions, Neighbours, VectorIndex } from '#src/vectors/port.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import {
  dot,
  findNearest,
  joinVectors,
  makeRandom,
  makeUnit,
  makeUnits,
} from '../support/vectors/synthetic-vectors.js';

const DIM = 32;
const LARGEST_ID = 2 ** 32 - 1;
const START: Cursor = { lastVectorId: 0, lastRemovedSeq: 0 };

/** How an engine is examined. */
export interface ContractOptions {
  /** Whether an index is still there when it is opened again after a flush. */
  isPersistent: boolean;
  /** Called after each change: to wait until everything is indexed, for example. */
  settle?: (index: VectorIndex) => Promise<void>;
  /** Digits after the point to which cosines are right. */
  digits?: number;
}

const folder = makeTemporaryFolder();
let locations = 0;

/** A place where nothing is persisted yet. */
export function nextLocation(dim: number): IndexLocation {
  const identity = { libraryId: 'a-library', space: 'revision:fp32', dim };
  return { identity, path: join(folder, `index-${++locations}`, 'graph-1.json') };
}

/** Adds vectors as a follower would. */
export async function add(index: VectorIndex, ids: readonly number[], vectors: readonly Float32Array[]): Promise<void> {
  const { lastVectorId, lastRemovedSeq } = (await index.cursor()) ?? START;
  const cursor = { lastVectorId: Math.max(lastVectorId, ids.at(-1) ?? 0), lastRemovedSeq };
  await index.apply({ add: { ids, data: joinVectors(vectors) }, remove: [], cursor });
}

/** Removes vectors as a follower would. */
export async function remove(index: VectorIndex, ids: readonly number[]): Promise<void> {
  const { lastVectorId, lastRemovedSeq } = (await index.cursor()) ?? START;
  const cursor = { lastVectorId, lastRemovedSeq: lastRemovedSeq + ids.length };
  await index.apply({ add: { ids: [], data: new Float32Array(0) }, remove: ids, cursor });
}

/** The answer to one query. */
export async function searchOne(
  index: VectorIndex,
  query: Float32Array,
  k: number,
  options?: NeighbourOptions,
): Promise<Neighbours> {
  const answers = await index.search([query], k, options);
  expect(answers).toHaveLength(1);
  return answers[0] as Neighbours;
}

async function isClosed(index: VectorIndex): Promise<boolean> {
  return index.cursor().then(
    () => false,
    () => true,
  );
}

export function describeVectorIndex(name: string, engine: Engine, options: ContractOptions): void {
  const { isPersistent, settle = async () => {}, digits = 3 } = options;

  describe(`${name} as a vector index`, () => {
    const opened: VectorIndex[] = [];
    /** An open index of an earlier test, for the next one: some engines are slow to start, and an index is new after a reset. */
    let spare: VectorIndex | undefined;
    afterEach(async () => {
      for (const index of opened.splice(0)) {
        if (spare === undefined && !(await isClosed(index))) spare = index;
        else await index.close();
      }
    });

    /** An empty index, or the persisted one where a location is given. */
    async function create(location?: IndexLocation): Promise<VectorIndex> {
      const index = (location === undefined ? spare : undefined) ?? (await engine.open(location ?? nextLocation(DIM)));
      if (index === spare) {
        spare = undefined;
        await index.reset();
      }
      opened.push(index);
      return index;
    }

    async function change(index: VectorIndex, ids: number[], vectors: Float32Array[]): Promise<void> {
      await add(index, ids, vectors);
      await settle(index);
    }

    /** An index of `count` vectors under the ids 1, 2, 3…, and the same vectors by their ids. */
    async function fill(count: number, given?: VectorIndex) {
      const made = makeUnits(makeRandom(count), DIM, count);
      const index = given ?? (await create());
      const ids = made.map((_, i) => i + 1);
      await change(index, ids, made);
      return { index, vectors: new Map(made.map((vector, i) => [i + 1, vector])) };
    }

    /** One of three for tests that leave it as it is: some engines are slow to start. */
    let unchanged: ReturnType<typeof fill> | undefined;
    async function getUnchanged(): ReturnType<typeof fill> {
      unchanged ??= engine.open(nextLocation(DIM)).then((index) => fill(3, index));
      return unchanged;
    }
    afterAll(async () => {
      await spare?.close();
      await (await unchanged)?.index.close();
    });

    const vectorOf = (vectors: ReadonlyMap<number, Float32Array>, id: number) => vectors.get(id) as Float32Array;

    it('states its engine, dimension and capabilities', async () => {
      const index = await create();
      expect(index.engine).toBe(engine.name);
      expect(index.dim).toBe(DIM);
      expect(['ids', 'none']).toContain(index.capabilities.filter);
      expect(index.capabilities.maxK).toBeGreaterThanOrEqual(1000);
    });

    it('states how many vectors can be found', async () => {
      const { index } = await fill(30);
      const { size, indexed, unindexed } = index.status();
      expect(size).toBe(30);
      expect(indexed + unindexed).toBe(30);
      expect((await create()).status()).toEqual({ size: 0, indexed: 0, unindexed: 0 });
    });

    it('finds each vector first when it is the query, with cosine 1', async () => {
      const { index, vectors } = await fill(200);
      for (const [id, vector] of vectors) {
        const { ids, cosines } = await searchOne(index, vector, 3);
        expect(ids[0]).toBe(id);
        expect(Math.abs((cosines[0] as number) - 1)).toBeLessThan(1e-3);
      }
    });

    it('answers best first, each with its cosine and none twice', async () => {
      const { index, vectors } = await fill(300);
      const query = makeUnit(makeRandom(1), DIM);
      const { ids, cosines } = await searchOne(index, query, 20);
      expect(ids).toHaveLength(20);
      expect(new Set(ids).size).toBe(20);
      expect(cosines).toEqual([...cosines].sort((a, b) => b - a));
      ids.forEach((id, i) => {
        expect(cosines[i]).toBeCloseTo(dot(vectorOf(vectors, id), query), digits);
      });
    });

    it('answers as comparing with all does while it holds few', async () => {
      const { index, vectors } = await fill(40);
      const query = makeUnit(makeRandom(2), DIM);
      expect((await searchOne(index, query, 40)).ids).toEqual(findNearest(vectors, query, 40).ids);
    });

    it('answers with everything it holds when k is larger', async () => {
      const { index } = await fill(25);
      const { ids } = await searchOne(index, makeUnit(makeRandom(3), DIM), 1000);
      expect([...ids].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    });

    it('finds nothing while it is empty, and after everything was removed', async () => {
      const index = await create();
      const query = makeUnit(makeRandom(4), DIM);
      expect(await searchOne(index, query, 5)).toEqual({ ids: [], cosines: [] });
      await change(index, [7], [query]);
      await remove(index, [7]);
      expect(await searchOne(index, query, 5)).toEqual({ ids: [], cosines: [] });
      expect(index.status().size).toBe(0);
    });

    it('answers a batch of queries as it answers each', async () => {
      const { index } = await fill(150);
      // Cosines may change a little when a vector is indexed.
      await index.flush();
      const queries = makeUnits(makeRandom(20), DIM, 7);
      const allow = IdSet.from(Array.from({ length: 60 }, (_, i) => 2 * i + 1));
      for (const narrowed of [{}, { allow }]) {
        const alone = [];
        for (const query of queries) alone.push(await searchOne(index, query, 9, narrowed));
        expect(await index.search(queries, 9, narrowed)).toEqual(alone);
      }
      expect(await index.search([], 9)).toEqual([]);
    });

    it('rejects a whole batch of queries for a bad one among them', async () => {
      const { index, vectors } = await getUnchanged();
      const good = vectorOf(vectors, 1);
      await expect(index.search([good, good.subarray(1)], 3)).rejects.toMatchObject({ code: 'vector-invalid' });
      await expect(index.search([good, good.with(0, Number.NaN)], 3)).rejects.toMatchObject({ code: 'vector-invalid' });
    });

    it('is not searched for an aborted caller', async () => {
      const { index, vectors } = await getUnchanged();
      const asked = index.search([vectorOf(vectors, 1)], 3, { signal: AbortSignal.abort() });
      await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    });

    it('takes vectors in several batches, also of none', async () => {
      const index = await create();
      const [first, second] = makeUnits(makeRandom(5), DIM, 2) as [Float32Array, Float32Array];
      await change(index, [10], [first]);
      await change(index, [], []);
      await change(index, [5], [second]);
      expect((await searchOne(index, second, 2)).ids).toEqual([5, 10]);
    });

    it('does not find what was removed, and finds the rest', async () => {
      const { index, vectors } = await fill(100);
      const removed = Array.from({ length: 50 }, (_, i) => 2 * i + 1);
      await remove(index, removed);
      expect(index.status().size).toBe(50);
      for (const [id, vector] of vectors) {
        const { ids } = await searchOne(index, vector, 50);
        expect(ids).toHaveLength(50);
        expect(ids.every((found) => found % 2 === 0)).toBe(true);
        if (id % 2 === 0) expect(ids[0]).toBe(id);
      }
    });

    it('ignores the removal of ids that are not there or no longer there', async () => {
      const { index, vectors } = await fill(10);
      await remove(index, [3, 3, 99]);
      await remove(index, [3]);
      await remove(index, []);
      expect(index.status().size).toBe(9);
      expect((await searchOne(index, vectorOf(vectors, 4), 1)).ids).toEqual([4]);
    });

    it.each([0, -1, 1.5, LARGEST_ID + 1, Number.NaN, Number.POSITIVE_INFINITY])('rejects the id %s', async (id) => {
      const { index, vectors } = await getUnchanged();
      const before = await index.cursor();
      const added = add(index, [9, id], [vectorOf(vectors, 1), vectorOf(vectors, 2)]);
      await expect(added).rejects.toMatchObject({ code: 'vector-invalid' });
      expect((await searchOne(index, vectorOf(vectors, 1), 10)).ids).toHaveLength(3);
      expect(await index.cursor()).toEqual(before);
    });

    it('takes the smallest and the largest id', async () => {
      const index = await create();
      const [first, second] = makeUnits(makeRandom(6), DIM, 2) as [Float32Array, Float32Array];
      await change(index, [1, LARGEST_ID], [first, second]);
      expect((await searchOne(index, second, 2)).ids).toEqual([LARGEST_ID, 1]);
      expect((await searchOne(index, second, 2, { allow: IdSet.from([LARGEST_ID]) })).ids).toEqual([LARGEST_ID]);
    });

    it('rejects an id that stands twice in one batch, and changes nothing', async () => {
      const { index, vectors } = await fill(3);
      const before = await index.cursor();
      const others = makeUnits(makeRandom(7), DIM, 2);
      const change = { add: { ids: [4, 4], data: joinVectors(others) }, remove: [2], cursor: START };
      await expect(index.apply(change)).rejects.toMatchObject({ code: 'vector-invalid' });
      await settle(index);
      expect(index.status().size).toBe(3);
      expect(await index.cursor()).toEqual(before);
      const { ids: found } = await searchOne(index, vectorOf(vectors, 2), 10);
      expect(found).toHaveLength(3);
      expect(found[0]).toBe(2);
    });

    it('is the same when a step is applied again', async () => {
      const index = await create();
      const random = makeRandom(21);
      const step = (from: number, count: number, removed: number[]) => ({
        add: {
          ids: Array.from({ length: count }, (_, i) => from + i),
          data: joinVectors(makeUnits(random, DIM, count)),
        },
        remove: removed,
        cursor: { lastVectorId: from + count - 1, lastRemovedSeq: removed.length },
      });
      const first = step(1, 20, []);
      const second = step(21, 5, [3, 4, 99]);
      const query = makeUnit(random, DIM);
      await index.apply(first);
      await index.apply(first);
      await settle(index);
      await index.apply(second);
      const expected = await searchOne(index, query, 30);
      expect(expected.ids).toHaveLength(23);
      for (const again of [second, first, second]) {
        await index.apply(again);
        await settle(index);
        const found = await searchOne(index, query, 30);
        expect([...found.ids].sort()).toEqual([...expected.ids].sort());
        expect(index.status().size).toBe(23);
      }
      expect(await index.cursor()).toEqual(second.cursor);
    });

    it('does not add a removed id again, and goes on working', async () => {
      const { index, vectors } = await fill(20);
      await remove(index, [5]);
      const [again, later] = makeUnits(makeRandom(8), DIM, 2) as [Float32Array, Float32Array];
      await change(index, [5, 21], [again, later]);
      expect(index.status().size).toBe(20);
      expect((await searchOne(index, later, 1)).ids).toEqual([21]);
      expect((await searchOne(index, vectorOf(vectors, 5), 30)).ids).not.toContain(5);
    });

    it.each([
      ['too few numbers', (good: Float32Array) => good.subarray(1)],
      ['too many numbers', (good: Float32Array) => joinVectors([good, good])],
      ['a number that is none', (good: Float32Array) => good.with(3, Number.NaN)],
      ['an infinite number', (good: Float32Array) => good.with(DIM - 1, Number.POSITIVE_INFINITY)],
      ['a negative infinite number', (good: Float32Array) => good.with(0, Number.NEGATIVE_INFINITY)],
    ])('rejects %s in a vector or a query, and stays right', async (_, spoil) => {
      const { index, vectors } = await fill(30);
      const good = makeUnit(makeRandom(10), DIM);
      await expect(add(index, [31], [spoil(good)])).rejects.toMatchObject({ code: 'vector-invalid' });
      await expect(index.search([spoil(good)], 3)).rejects.toMatchObject({ code: 'vector-invalid' });
      await settle(index);
      expect(index.status().size).toBe(30);
      expect((await searchOne(index, good, 30)).ids).toEqual(findNearest(vectors, good, 30).ids);
      await change(index, [31], [good]);
      expect((await searchOne(index, good, 1)).ids).toEqual([31]);
    });

    it('rejects a whole batch for one bad vector at its end', async () => {
      const { index } = await fill(5);
      const batch = makeUnits(makeRandom(11), DIM, 4);
      (batch[3] as Float32Array)[DIM - 1] = Number.NaN;
      await expect(add(index, [6, 7, 8, 9], batch)).rejects.toMatchObject({ code: 'vector-invalid' });
      expect((await searchOne(index, makeUnit(makeRandom(11), DIM), 20)).ids).toHaveLength(5);
    });

    it.each([0, -1, 1.5, Number.NaN])('rejects k = %s', async (k) => {
      const { index, vectors } = await getUnchanged();
      await expect(index.search([vectorOf(vectors, 1)], k)).rejects.toMatchObject({ code: 'bad-argument' });
    });

    it('finds only what a narrow filter allows', async () => {
      const { index, vectors } = await fill(200);
      const allow = IdSet.from([3, 50, 51, 120, 199]);
      const query = vectorOf(vectors, 7);
      const allowed = new Map([...vectors].filter(([id]) => allow.has(id)));
      const expected = findNearest(allowed, query, 5);
      const found = await searchOne(index, query, 10, { allow });
      expect(found.ids).toEqual(expected.ids);
      found.cosines.forEach((cosine, i) => {
        expect(cosine).toBeCloseTo(expected.cosines[i] as number, digits);
      });
      expect((await searchOne(index, query, 2, { allow })).ids).toEqual(expected.ids.slice(0, 2));
    });

    it('finds only what a wide filter allows', async () => {
      const { index, vectors } = await fill(3000);
      const allow = IdSet.from(Array.from({ length: 1500 }, (_, i) => 2 * i + 2));
      for (let id = 2; id <= 3000; id += 200) {
        const { ids } = await searchOne(index, vectorOf(vectors, id), 10, { allow });
        expect(ids[0]).toBe(id);
        expect(ids).toHaveLength(10);
        expect(ids.every((found) => found % 2 === 0)).toBe(true);
        const unwanted = await searchOne(index, vectorOf(vectors, id - 1), 10, { allow });
        expect(unwanted.ids.every((found) => found % 2 === 0)).toBe(true);
      }
    });

    it('ignores allowed ids that are unknown or removed, few or many', async () => {
      const { index, vectors } = await fill(20);
      await remove(index, [4]);
      const query = vectorOf(vectors, 4);
      const few = [2, 4, 19, 5000, LARGEST_ID];
      const many = [2, 4, 19, ...Array.from({ length: 2000 }, (_, i) => 1000 + i), LARGEST_ID];
      for (const allow of [few, many]) {
        const { ids } = await searchOne(index, query, 10, { allow: IdSet.from(allow) });
        expect([...ids].sort((a, b) => a - b)).toEqual([2, 19]);
      }
    });

    it('finds nothing where nothing that is allowed is there', async () => {
      const { index, vectors } = await fill(20);
      const none = Array.from({ length: 1500 }, (_, i) => 100 + i);
      for (const allow of [IdSet.empty, IdSet.from(none.slice(0, 3)), IdSet.from(none)])
        expect(await searchOne(index, vectorOf(vectors, 1), 5, { allow })).toEqual({ ids: [], cosines: [] });
    });

    it('neither references nor changes the arrays it is given', async () => {
      const index = await create();
      const [first, second, query] = makeUnits(makeRandom(12), DIM, 3) as [Float32Array, Float32Array, Float32Array];
      const data = joinVectors([first, second]);
      const ids = [1, 2];
      await index.apply({ add: { ids, data }, remove: [], cursor: { lastVectorId: 2, lastRemovedSeq: 0 } });
      expect(data).toEqual(joinVectors([first, second]));
      expect(ids).toEqual([1, 2]);
      data.fill(0);
      ids.fill(9);
      await settle(index);
      expect((await searchOne(index, first, 1)).cosines[0]).toBeCloseTo(1, digits);
      const asked = query.slice();
      const allow = IdSet.from([1, 2]);
      await index.search([asked], 2, { allow });
      expect(asked).toEqual(query);
      expect([...allow]).toEqual([1, 2]);
    });

    it('takes a part of a larger array', async () => {
      const index = await create();
      const [first, second, third] = makeUnits(makeRandom(13), DIM, 3) as [Float32Array, Float32Array, Float32Array];
      const block = joinVectors([first, second, third]);
      const cursor = { lastVectorId: 2, lastRemovedSeq: 0 };
      await index.apply({ add: { ids: [1, 2], data: block.subarray(DIM) }, remove: [], cursor });
      await settle(index);
      expect((await searchOne(index, block.subarray(2 * DIM), 2)).ids).toEqual([2, 1]);
      const allow = IdSet.fromAscending(Uint32Array.of(0, 1, 2).subarray(1));
      expect((await searchOne(index, block.subarray(2 * DIM), 2, { allow })).ids).toEqual([2, 1]);
    });

    it('answers searches made at the same time', async () => {
      const { index, vectors } = await fill(100);
      const answers = await Promise.all([...vectors.values()].map((vector) => searchOne(index, vector, 1)));
      expect(answers.map(({ ids }) => ids[0])).toEqual([...vectors.keys()]);
    });

    it('has a cursor from the first step on, and holds everything after a flush', async () => {
      const index = await create();
      expect(await index.cursor()).toBeUndefined();
      const { vectors } = await fill(60, index);
      await remove(index, [7]);
      expect(await index.cursor()).toEqual({ lastVectorId: 60, lastRemovedSeq: 1 });
      await index.flush();
      expect(index.status()).toEqual({ size: 59, indexed: 59, unindexed: 0 });
      expect(await index.cursor()).toEqual({ lastVectorId: 60, lastRemovedSeq: 1 });
      expect((await searchOne(index, vectorOf(vectors, 8), 1)).ids).toEqual([8]);
    });

    it(`is ${isPersistent ? 'there again' : 'empty'} when it is opened again after a flush`, async () => {
      const location = nextLocation(DIM);
      const { index, vectors } = await fill(80, await create(location));
      await remove(index, [2, 3]);
      await index.flush();
      const before = await searchOne(index, vectorOf(vectors, 9), 20);
      await index.close();
      const again = await create(location);
      if (isPersistent) {
        expect(await again.cursor()).toEqual({ lastVectorId: 80, lastRemovedSeq: 2 });
        expect(await engine.readCursor?.(location)).toEqual({ lastVectorId: 80, lastRemovedSeq: 2 });
        expect(await searchOne(again, vectorOf(vectors, 9), 20)).toEqual(before);
      } else {
        expect(await again.cursor()).toBeUndefined();
        expect(again.status().size).toBe(0);
        expect(engine.readCursor).toBeUndefined();
      }
    });

    it('is new after a reset, now and when it is opened again', async () => {
      const location = nextLocation(DIM);
      const { index, vectors } = await fill(40, await create(location));
      await index.flush();
      await index.reset();
      expect(await index.cursor()).toBeUndefined();
      expect(index.status().size).toBe(0);
      expect(await searchOne(index, vectorOf(vectors, 1), 5)).toEqual({ ids: [], cosines: [] });
      // Ids of the index before may come again: another history of the catalogue names other vectors by them.
      const other = makeUnit(makeRandom(30), DIM);
      await change(index, [1], [other]);
      expect((await searchOne(index, other, 1)).cosines[0]).toBeCloseTo(1, digits);
      await index.reset();
      await index.close();
      const again = await create(location);
      expect(await again.cursor()).toBeUndefined();
      expect(again.status().size).toBe(0);
    });

    it('finds what comparing with all finds, after any steps', async () => {
      const number = fc.float({ min: -1, max: 1, noNaN: true });
      const seed = fc.integer({ min: 1, max: 2 ** 31 });
      const step = fc.record({ seeds: fc.array(seed, { maxLength: 12 }), removed: fc.array(fc.nat(40)) });
      const history = fc.record({
        steps: fc.array(step, { maxLength: 6 }),
        query: fc.array(number, { minLength: DIM, maxLength: DIM }),
        k: fc.integer({ min: 1, max: 50 }),
        allow: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), { nil: undefined }),
      });
      const index = await create();
      await fc.assert(
        fc.asyncProperty(history, async ({ steps, query: numbers, k, allow }) => {
          await index.reset();
          const model = new Map<number, Float32Array>();
          let nextId = 1;
          for (const { seeds, removed } of steps) {
            const made = seeds.map((value) => makeUnit(makeRandom(value), DIM));
            const ids = made.map(() => nextId++);
            const cursor = { lastVectorId: nextId - 1, lastRemovedSeq: 0 };
            const earlier = removed.filter((id) => id < nextId - ids.length);
            for (const id of earlier) model.delete(id);
            await index.apply({ add: { ids, data: joinVectors(made) }, remove: earlier, cursor });
            await settle(index);
            ids.forEach((id, i) => {
              model.set(id, made[i] as Float32Array);
            });
          }
          expect(index.status().size).toBe(model.size);
          const query = Float32Array.from(numbers);
          const { ids, cosines } = await searchOne(index, query, k, {
            allow: allow === undefined ? undefined : IdSet.from(allow),
          });
          const allowed = new Map([...model].filter(([id]) => allow?.includes(id) ?? true));
          const expected = findNearest(allowed, query, k);
          expect(ids).toHaveLength(expected.ids.length);
          expect(new Set(ids).size).toBe(ids.length);
          // Near-equal cosines may come in either order, so cosines are compared, and each with its own vector.
          ids.forEach((id, i) => {
            expect(Math.abs((cosines[i] as number) - (expected.cosines[i] as number))).toBeLessThan(2 * 10 ** -digits);
            expect(Math.abs((cosines[i] as number) - dot(allowed.get(id) as Float32Array, query))).toBeLessThan(
              2 * 10 ** -digits,
            );
          });
        }),
        { numRuns: options.settle === undefined ? 100 : 20 },
      );
    });

    it('rejects everything once it is closed, and may be closed twice', async () => {
      const { index, vectors } = await fill(10);
      await index.close();
      await index.close();
      const vector = vectorOf(vectors, 1);
      const change = { add: { ids: [11], data: vector }, remove: [1], cursor: START };
      for (const asked of [
        index.search([vector], 1),
        index.apply(change),
        index.flush(),
        index.reset(),
        index.cursor(),
      ])
        await expect(asked).rejects.toMatchObject({ code: 'library-closed' });
    });
  });
}
