import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlatVectors } from '#src/vectors/flat-vectors.js';

const DIM = 3;
const vector = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: DIM, maxLength: DIM });

/** What may be done to the vectors, by id. */
const step = fc.oneof(
  fc.record({ add: fc.integer({ min: 1, max: 40 }), vector }),
  fc.record({ remove: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ take: fc.integer({ min: 1, max: 10 }) }),
);

describe('FlatVectors', () => {
  it('holds what was added and neither removed nor taken, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), vector, (steps, query) => {
        const vectors = new FlatVectors(DIM, 8 * 128);
        const held = new Map<number, number[]>();
        const removed = new Set<number>();
        for (const one of steps) {
          if ('add' in one) {
            vectors.add([one.add], Float32Array.from(one.vector));
            if (!held.has(one.add) && !removed.has(one.add)) held.set(one.add, one.vector);
          } else if ('remove' in one) {
            vectors.remove([one.remove]);
            if (held.delete(one.remove)) removed.add(one.remove);
          } else {
            const taken = vectors.takeSome(one.take);
            expect(taken.ids).toHaveLength(Math.min(one.take, held.size));
            taken.ids.forEach((id, i) => {
              expect([...taken.vectors.slice(i * DIM, (i + 1) * DIM)]).toEqual(held.get(id));
              held.delete(id);
            });
          }
        }
        const { ids, cosines } = vectors.search(Float32Array.from(query), 100);
        expect([...ids].sort((a, b) => a - b)).toEqual([...held.keys()].sort((a, b) => a - b));
        ids.forEach((id, i) => {
          const exact = query.reduce((sum, x, n) => sum + x * (held.get(id)?.[n] as number), 0);
          expect(cosines[i]).toBeCloseTo(exact, 5);
        });
      }),
    );
  });

  it('is as new after it was cleared: an id that was removed may be added again', () => {
    const vectors = new FlatVectors(DIM);
    vectors.add([1, 2], Float32Array.of(1, 0, 0, 0, 1, 0));
    vectors.remove([1]);
    vectors.clear();
    expect(vectors.size).toBe(0);
    vectors.add([1], Float32Array.of(0, 0, 1));
    expect(vectors.search(Float32Array.of(0, 0, 1), 5)).toEqual({ ids: [1], cosines: [1] });
  });

  it('continues in another block where one is full', () => {
    // A row of three numbers takes 128 bytes; a block has room for a query and two rows.
    const vectors = new FlatVectors(DIM, 3 * 128);
    vectors.add(
      [1, 2, 3, 4, 5],
      Float32Array.from({ length: 5 * DIM }, (_, i) => (i % DIM === 0 ? i / 16 : 0)),
    );
    const query = Float32Array.of(1, 0, 0);
    expect(vectors.search(query, 9).ids).toEqual([5, 4, 3, 2, 1]);
    // The last row fills the gap in the first block.
    vectors.remove([2]);
    expect(vectors.search(query, 9)).toEqual({ ids: [5, 4, 3, 1], cosines: [12 / 16, 9 / 16, 6 / 16, 0] });
    expect(vectors.takeSome(3).ids).toEqual([5, 3, 4]);
  });
});
