import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { ExactIndex, exactEngine } from '#src/vectors/engines/exact/exact-index.js';
import { dot, findNearest } from '../../../support/vectors/synthetic-vectors.js';
import { add, describeVectorIndex, remove, searchOne } from '../../vector-index.contract.js';

describeVectorIndex('the exact engine', exactEngine, { isPersistent: false, digits: 7 });

const DIM = 5;
const number = fc.float({ min: -1, max: 1, noNaN: true });
const vector = fc.array(number, { minLength: DIM, maxLength: DIM }).map((numbers) => Float32Array.from(numbers));

/** Portions of vectors, each followed by removals, and a question. */
const history = fc.record({
  portions: fc.array(fc.record({ vectors: fc.array(vector, { maxLength: 9 }), removed: fc.array(fc.nat(30)) })),
  query: vector,
  k: fc.integer({ min: 1, max: 40 }),
  allow: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 40 })), { nil: undefined }),
});

describe('ExactIndex', () => {
  it('gives the k best cosines after any additions and removals, allowed ids or not', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ portions, query, k, allow }) => {
        const index = new ExactIndex(DIM);
        const model = new Map<number, Float32Array>();
        let nextId = 1;
        for (const { vectors, removed } of portions) {
          const ids = vectors.map(() => nextId++);
          await add(index, ids, vectors);
          await remove(index, removed);
          ids.forEach((id, i) => {
            model.set(id, vectors[i] as Float32Array);
          });
          for (const id of removed) model.delete(id);
        }
        expect(index.status().size).toBe(model.size);

        const options = allow === undefined ? {} : { allow: IdSet.from(allow) };
        const { ids, cosines } = await searchOne(index, query, k, options);
        const allowed = new Map([...model].filter(([id]) => allow?.includes(id) ?? true));
        const expected = findNearest(allowed, query, k);
        expect(ids).toHaveLength(expected.ids.length);
        expect(new Set(ids).size).toBe(ids.length);
        // Equal cosines may come in either order, so cosines are compared, and each with its own vector.
        ids.forEach((id, i) => {
          expect(cosines[i]).toBeCloseTo(expected.cosines[i] as number, 9);
          expect(cosines[i]).toBeCloseTo(dot(allowed.get(id) as Float32Array, query), 9);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('gives equal cosines in the order of their ids', async () => {
    const index = new ExactIndex(2);
    await add(
      index,
      [9, 3, 6, 1],
      [
        [1, 0],
        [1, 0],
        [1, 0],
        [0, 1],
      ].map((v) => Float32Array.from(v)),
    );
    expect((await searchOne(index, Float32Array.of(1, 0), 4)).ids).toEqual([3, 6, 9, 1]);
  });

  it.each([1, 2, 3, 4, 5, 7, 8, 9])('compares with all of %i rows', async (count) => {
    const index = new ExactIndex(3);
    const ids = Array.from({ length: count }, (_, i) => i + 1);
    await add(
      index,
      ids,
      ids.map((id) => Float32Array.of(id / 16, 0, 1)),
    );
    const { ids: found, cosines } = await searchOne(index, Float32Array.of(1, 0, 0), count);
    expect(found).toEqual([...ids].reverse());
    expect(cosines).toEqual([...ids].reverse().map((id) => id / 16));
  });
});
