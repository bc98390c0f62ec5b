/** What every engine owes its users, whatever is inside. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { VectorIndex } from '#src/vectors/port.js';
import { dot, findNearest, joinVectors, makeRandom, makeUnit, makeUnits } from '../support/synthetic-vectors.js';

const DIM = 32;
const BIGGEST_ID = 2 ** 32 - 1;

/** An engine, and how it is brought into the state that is examined. */
export interface Engine {
  create(dim: number): Promise<VectorIndex>;
  /** After each addition; to wait until vectors are where they will stay, for example. */
  settle?(index: VectorIndex): Promise<void>;
}

export function describeVectorIndex(name: string, engine: Engine): void {
  describe(`${name} as a vector index`, () => {
    const opened: VectorIndex[] = [];
    afterEach(async () => {
      for (const index of opened.splice(0)) await index.close();
    });

    async function create(): Promise<VectorIndex> {
      const index = await engine.create(DIM);
      opened.push(index);
      return index;
    }

    async function add(index: VectorIndex, ids: number[], vectors: Float32Array[]): Promise<void> {
      await index.add(ids, joinVectors(vectors));
      await engine.settle?.(index);
    }

    /** An index of `count` vectors under the ids 1, 2, 3…, and the same vectors by their ids. */
    async function fill(count: number, given?: VectorIndex) {
      const made = makeUnits(makeRandom(count), DIM, count);
      const index = given ?? (await create());
      const ids = made.map((_, i) => i + 1);
      await add(index, ids, made);
      return { index, vectors: new Map(made.map((vector, i) => [i + 1, vector])) };
    }

    /** One of three for tests that leave it as it is: some engines are slow to start. */
    let unchanged: ReturnType<typeof fill> | undefined;
    async function getUnchanged(): ReturnType<typeof fill> {
      unchanged ??= engine.create(DIM).then((index) => fill(3, index));
      return unchanged;
    }
    afterAll(async () => (await unchanged)?.index.close());

    const vectorOf = (vectors: ReadonlyMap<number, Float32Array>, id: number) => vectors.get(id) as Float32Array;

    it('tells its dimension and its size', async () => {
      const { index } = await fill(30);
      expect(index.dim).toBe(DIM);
      expect(index.size).toBe(30);
      expect((await create()).size).toBe(0);
    });

    it('finds each vector first when asked for it, with cosine 1', async () => {
      const { index, vectors } = await fill(200);
      for (const [id, vector] of vectors) {
        const { ids, cosines } = await index.search(vector, 3);
        expect(ids[0]).toBe(id);
        expect(Math.abs((cosines[0] as number) - 1)).toBeLessThan(1e-3);
      }
    });

    it('answers best first, each with its cosine and none twice', async () => {
      const { index, vectors } = await fill(300);
      const query = makeUnit(makeRandom(1), DIM);
      const { ids, cosines } = await index.search(query, 20);
      expect(ids).toHaveLength(20);
      expect(new Set(ids).size).toBe(20);
      expect(cosines).toEqual([...cosines].sort((a, b) => b - a));
      ids.forEach((id, i) => {
        expect(cosines[i]).toBeCloseTo(dot(vectorOf(vectors, id), query), 3);
      });
    });

    it('answers as comparing with all does while it holds few', async () => {
      const { index, vectors } = await fill(40);
      const query = makeUnit(makeRandom(2), DIM);
      expect((await index.search(query, 40)).ids).toEqual(findNearest(vectors, query, 40).ids);
    });

    it('gives everything it holds when asked for more', async () => {
      const { index } = await fill(25);
      const { ids } = await index.search(makeUnit(makeRandom(3), DIM), 1000);
      expect([...ids].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    });

    it('finds nothing while it is empty, and after everything was removed', async () => {
      const index = await create();
      const query = makeUnit(makeRandom(4), DIM);
      expect(await index.search(query, 5)).toEqual({ ids: [], cosines: [] });
      await add(index, [7], [query]);
      await index.remove([7]);
      expect(await index.search(query, 5)).toEqual({ ids: [], cosines: [] });
      expect(index.size).toBe(0);
    });

    it('takes vectors in several portions, also of none', async () => {
      const index = await create();
      const [first, second] = makeUnits(makeRandom(5), DIM, 2) as [Float32Array, Float32Array];
      await add(index, [10], [first]);
      await add(index, [], []);
      await add(index, [5], [second]);
      expect((await index.search(second, 2)).ids).toEqual([5, 10]);
    });

    it('does not find what was removed, and finds the rest', async () => {
      const { index, vectors } = await fill(100);
      const removed = Array.from({ length: 50 }, (_, i) => 2 * i + 1);
      await index.remove(removed);
      expect(index.size).toBe(50);
      for (const [id, vector] of vectors) {
        const { ids } = await index.search(vector, 50);
        expect(ids).toHaveLength(50);
        expect(ids.every((found) => found % 2 === 0)).toBe(true);
        if (id % 2 === 0) expect(ids[0]).toBe(id);
      }
    });

    it('passes over the removal of ids that are not there or no longer there', async () => {
      const { index, vectors } = await fill(10);
      await index.remove([3, 3, 99]);
      await index.remove([3]);
      await index.remove([]);
      expect(index.size).toBe(9);
      expect((await index.search(vectorOf(vectors, 4), 1)).ids).toEqual([4]);
    });

    it.each([0, -1, 1.5, BIGGEST_ID + 1, Number.NaN, Number.POSITIVE_INFINITY])('rejects the id %s', async (id) => {
      const { index, vectors } = await getUnchanged();
      const added = index.add([9, id], joinVectors([vectorOf(vectors, 1), vectorOf(vectors, 2)]));
      await expect(added).rejects.toMatchObject({ code: 'vector-invalid' });
      expect((await index.search(vectorOf(vectors, 1), 10)).ids).toHaveLength(3);
    });

    it('takes the smallest and the biggest id', async () => {
      const index = await create();
      const [first, second] = makeUnits(makeRandom(6), DIM, 2) as [Float32Array, Float32Array];
      await add(index, [1, BIGGEST_ID], [first, second]);
      expect((await index.search(second, 2)).ids).toEqual([BIGGEST_ID, 1]);
      expect((await index.search(second, 2, { allow: Uint32Array.of(BIGGEST_ID) })).ids).toEqual([BIGGEST_ID]);
    });

    it.each([
      ['is there already', [4, 2]],
      ['stands twice in one portion', [4, 4]],
    ])('rejects an id that %s, and changes nothing', async (_, ids) => {
      const { index, vectors } = await fill(3);
      const [other, another] = makeUnits(makeRandom(7), DIM, 2) as [Float32Array, Float32Array];
      await expect(index.add(ids, joinVectors([other, another]))).rejects.toMatchObject({ code: 'vector-invalid' });
      await engine.settle?.(index);
      expect(index.size).toBe(3);
      const { ids: found } = await index.search(vectorOf(vectors, 2), 10);
      expect(found).toHaveLength(3);
      expect(found[0]).toBe(2);
    });

    it('rejects an id that was removed, and goes on working', async () => {
      const { index, vectors } = await fill(20);
      await index.remove([5]);
      await expect(index.add([21, 5], joinVectors(makeUnits(makeRandom(8), DIM, 2)))).rejects.toMatchObject({
        code: 'vector-invalid',
      });
      const later = makeUnit(makeRandom(9), DIM);
      await add(index, [21], [later]);
      expect(index.size).toBe(20);
      expect((await index.search(later, 1)).ids).toEqual([21]);
      expect((await index.search(vectorOf(vectors, 5), 30)).ids).not.toContain(5);
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
      await expect(index.add([31], spoil(good))).rejects.toMatchObject({ code: 'vector-invalid' });
      await expect(index.search(spoil(good), 3)).rejects.toMatchObject({ code: 'vector-invalid' });
      await engine.settle?.(index);
      expect(index.size).toBe(30);
      expect((await index.search(good, 30)).ids).toEqual(findNearest(vectors, good, 30).ids);
      await add(index, [31], [good]);
      expect((await index.search(good, 1)).ids).toEqual([31]);
    });

    it('rejects a whole portion for one bad vector at its end', async () => {
      const { index } = await fill(5);
      const portion = joinVectors(makeUnits(makeRandom(11), DIM, 4));
      portion[4 * DIM - 1] = Number.NaN;
      await expect(index.add([6, 7, 8, 9], portion)).rejects.toMatchObject({ code: 'vector-invalid' });
      expect((await index.search(makeUnit(makeRandom(11), DIM), 20)).ids).toHaveLength(5);
    });

    it.each([0, -1, 1.5, Number.NaN])('rejects the wish for %s neighbours', async (k) => {
      const { index, vectors } = await getUnchanged();
      await expect(index.search(vectorOf(vectors, 1), k)).rejects.toMatchObject({ code: 'bad-argument' });
    });

    it('finds only what is allowed, where that is little', async () => {
      const { index, vectors } = await fill(200);
      const allow = Uint32Array.of(3, 50, 51, 120, 199);
      const query = vectorOf(vectors, 7);
      const allowed = new Map([...vectors].filter(([id]) => allow.includes(id)));
      const expected = findNearest(allowed, query, 5);
      const found = await index.search(query, 10, { allow });
      expect(found.ids).toEqual(expected.ids);
      found.cosines.forEach((cosine, i) => {
        expect(cosine).toBeCloseTo(expected.cosines[i] as number, 3);
      });
      expect((await index.search(query, 2, { allow })).ids).toEqual(expected.ids.slice(0, 2));
    });

    it('finds only what is allowed, where that is much', async () => {
      const { index, vectors } = await fill(3000);
      const allow = Uint32Array.from({ length: 1500 }, (_, i) => 2 * i + 2);
      for (let id = 2; id <= 3000; id += 200) {
        const { ids } = await index.search(vectorOf(vectors, id), 10, { allow });
        expect(ids[0]).toBe(id);
        expect(ids).toHaveLength(10);
        expect(ids.every((found) => found % 2 === 0)).toBe(true);
        const unwanted = await index.search(vectorOf(vectors, id - 1), 10, { allow });
        expect(unwanted.ids.every((found) => found % 2 === 0)).toBe(true);
      }
    });

    it('passes over allowed ids that are unknown or removed, few or many', async () => {
      const { index, vectors } = await fill(20);
      await index.remove([4]);
      const query = vectorOf(vectors, 4);
      const few = Uint32Array.of(2, 4, 19, 5000, BIGGEST_ID);
      const many = Uint32Array.from([2, 4, 19, ...Array.from({ length: 2000 }, (_, i) => 1000 + i), BIGGEST_ID]);
      for (const allow of [few, many]) {
        const { ids } = await index.search(query, 10, { allow });
        expect([...ids].sort((a, b) => a - b)).toEqual([2, 19]);
      }
    });

    it('finds nothing where nothing that is allowed is there', async () => {
      const { index, vectors } = await fill(20);
      const none = Uint32Array.from({ length: 1500 }, (_, i) => 100 + i);
      for (const allow of [new Uint32Array(0), none.subarray(0, 3), none])
        expect(await index.search(vectorOf(vectors, 1), 5, { allow })).toEqual({ ids: [], cosines: [] });
    });

    it('neither keeps nor changes the arrays it is given', async () => {
      const index = await create();
      const [first, second, query] = makeUnits(makeRandom(12), DIM, 3) as [Float32Array, Float32Array, Float32Array];
      const given = joinVectors([first, second]);
      const ids = [1, 2];
      await index.add(ids, given);
      expect(given).toEqual(joinVectors([first, second]));
      expect(ids).toEqual([1, 2]);
      given.fill(0);
      ids.fill(9);
      await engine.settle?.(index);
      expect((await index.search(first, 1)).cosines[0]).toBeCloseTo(1, 3);
      const asked = query.slice();
      const allow = Uint32Array.of(1, 2);
      await index.search(asked, 2, { allow });
      expect(asked).toEqual(query);
      expect([...allow]).toEqual([1, 2]);
    });

    it('takes a part of a bigger array', async () => {
      const index = await create();
      const [first, second, third] = makeUnits(makeRandom(13), DIM, 3) as [Float32Array, Float32Array, Float32Array];
      const block = joinVectors([first, second, third]);
      await index.add([1, 2], block.subarray(DIM));
      await engine.settle?.(index);
      expect((await index.search(block.subarray(2 * DIM), 2)).ids).toEqual([2, 1]);
    });

    it('answers questions asked at the same time', async () => {
      const { index, vectors } = await fill(100);
      const answers = await Promise.all([...vectors.values()].map((vector) => index.search(vector, 1)));
      expect(answers.map(({ ids }) => ids[0])).toEqual([...vectors.keys()]);
    });

    it('rejects everything once it is closed, and may be closed twice', async () => {
      const { index, vectors } = await fill(10);
      await index.close();
      await index.close();
      const vector = vectorOf(vectors, 1);
      for (const asked of [index.search(vector, 1), index.add([11], vector), index.remove([1])])
        await expect(asked).rejects.toMatchObject({ code: 'library-closed' });
    });
  });
}
