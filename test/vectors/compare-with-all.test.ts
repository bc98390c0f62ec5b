import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { decodeFloat16, encodeFloat16 } from '#src/runtime/float16.js';
import { compareWithAll } from '#src/vectors/compare-with-all.js';
import type { Neighbours } from '#src/vectors/port.js';
import type { StoredVectors } from '#src/vectors/source.js';
import { FakeVectorSource } from '../support/vectors/fake-vector-source.js';
import { findNearest, makeRandom, makeUnits } from '../support/vectors/synthetic-vectors.js';

const DIM = 48;

/** A source whose vectors are stored as halves, as those of a catalogue are. */
class StoredSource extends FakeVectorSource {
  /** Ids that were read as they are stored. */
  readonly stored: number[] = [];

  override add(count: number): number[] {
    const ids = super.add(count);
    for (const id of ids) {
      const rounded = new Float32Array(DIM);
      decodeFloat16(encodeFloat16(this.vectors.get(id) as Float32Array), rounded);
      this.vectors.set(id, rounded);
    }
    return ids;
  }

  listStoredAfter(afterId: number, limit: number): StoredVectors {
    const ids = [...this.vectors.keys()].filter((id) => id > afterId).slice(0, limit);
    this.stored.push(...ids);
    return { ids, halves: ids.map((id) => encodeFloat16(this.vectors.get(id) as Float32Array)) };
  }
}

/** Sums in another order differ in their last digits. */
function expectSame(found: readonly Neighbours[], expected: readonly Neighbours[]): void {
  expect(found.map(({ ids }) => ids)).toEqual(expected.map(({ ids }) => ids));
  for (const [i, { cosines }] of found.entries())
    for (const [j, cosine] of cosines.entries()) expect(cosine).toBeCloseTo(expected[i]?.cosines[j] as number, 12);
}

describe('comparing with all vectors of a source', () => {
  it('gives the exact answer to each query, whether they are read as they are stored or decoded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2300 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 1e6 }),
        async (count, k, seed) => {
          const source = new StoredSource(DIM, seed);
          source.add(count);
          source.remove([...source.vectors.keys()].filter((id) => id % 7 === 0));
          const queries = makeUnits(makeRandom(seed + 1), DIM, 3);
          const expected = queries.map((query) => findNearest(source.vectors, query, k));
          expectSame(await compareWithAll(source, queries, k, undefined), expected);
          expect(source.stored).toEqual([...source.vectors.keys()]);
          expect(source.handedOut).toEqual([]);
          const decoded = Object.assign(Object.create(source), { listStoredAfter: undefined });
          expectSame(await compareWithAll(decoded, queries, k, undefined), expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('reads those alone that are allowed', async () => {
    const source = new StoredSource(DIM);
    source.add(500);
    const query = makeUnits(makeRandom(9), DIM, 1);
    const [found] = await compareWithAll(source, query, 10, IdSet.from([3, 9, 400]));
    expect([...(found?.ids ?? [])].sort((a, b) => a - b)).toEqual([3, 9, 400]);
    expect(source.stored).toEqual([]);
  });

  it('tells a vector that holds no number', async () => {
    const source = new StoredSource(DIM);
    source.add(3);
    source.vectors.set(2, new Float32Array(DIM).fill(Number.NaN));
    const [query] = makeUnits(makeRandom(9), DIM, 1);
    await expect(compareWithAll(source, [query as Float32Array], 2, undefined)).rejects.toMatchObject({
      code: 'vector-invalid',
    });
  });
});
