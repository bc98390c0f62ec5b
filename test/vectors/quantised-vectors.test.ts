import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { QuantisedVectors } from '#src/vectors/quantised-vectors.js';
import { dot, makeRandom, makeUnit, makeUnits } from '../support/vectors/synthetic-vectors.js';

describe('quantised vectors', () => {
  it('give the nearest of those that are allowed, with their cosines, at any dimension', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 30 }), fc.nat(), (dim, k, seed) => {
        const random = makeRandom(seed);
        const vectors = makeUnits(random, dim, 50);
        const quantised = new QuantisedVectors(dim);
        vectors.forEach((vector, i) => {
          quantised.add(i + 1, vector);
        });
        const query = makeUnit(random, dim);
        const allow = IdSet.from(Array.from({ length: 20 }, (_, i) => 2 * i + 1));
        const expected = [...allow].map((id) => dot(query, vectors[id - 1] as Float32Array)).sort((a, b) => b - a);
        const { ids, cosines } = quantised.search(query, k, allow);
        expect(ids).toHaveLength(Math.min(k, allow.size));
        cosines.forEach((cosine, i) => {
          expect(Math.abs(cosine - (expected[i] as number))).toBeLessThan(1e-4);
          expect(Math.abs(cosine - dot(query, vectors[(ids[i] as number) - 1] as Float32Array))).toBeLessThan(1e-4);
        });
        expect(ids.every((id) => allow.has(id))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('do not overflow where every number is as large as it can be', () => {
    const flat = new Float32Array(512).fill(1 / Math.sqrt(512));
    const quantised = new QuantisedVectors(512);
    quantised.add(1, flat);
    quantised.add(
      2,
      flat.map((value) => -value),
    );
    const { ids, cosines } = quantised.search(flat, 2, IdSet.from([1, 2]));
    expect(ids).toEqual([1, 2]);
    expect(cosines[0]).toBeCloseTo(1, 5);
    expect(cosines[1]).toBeCloseTo(-1, 5);
  });

  it('forget what was removed, and ignore ids that they do not hold', () => {
    const random = makeRandom(1);
    const quantised = new QuantisedVectors(8);
    for (let id = 1; id <= 3000; id++) quantised.add(id, makeUnit(random, 8));
    quantised.remove(7);
    expect(quantised.size).toBe(2999);
    expect(quantised.search(makeUnit(random, 8), 5, IdSet.from([6, 7, 5000])).ids).toEqual([6]);
  });
});
