import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowProducts } from '#src/vectors/math/row-products.js';

const unit = fc.float({ min: -1, max: 1, noNaN: true });

it('gives the product with every row, whatever their length and number', () => {
  const cases = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 9 })).chain(([dim, count]) =>
    fc.record({
      dim: fc.constant(dim),
      rows: fc.array(unit, { minLength: dim * count, maxLength: dim * count }),
      vectors: fc.array(fc.array(unit, { minLength: dim, maxLength: dim }), { minLength: 1, maxLength: 3 }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ dim, rows, vectors }) => {
      const products = new RowProducts(Float32Array.from(rows), dim);
      for (const vector of vectors) {
        const given = products.multiply(Float32Array.from(vector));
        expect(given).toHaveLength(rows.length / dim);
        given.forEach((product, row) => {
          const exact = vector.reduce((sum, x, i) => sum + x * (rows[row * dim + i] as number), 0);
          expect(product).toBeCloseTo(exact, 4);
        });
      }
    }),
  );
});

it('has room for more rows than a page of memory holds', () => {
  const dim = 512;
  const rows = Float32Array.from({ length: 400 * dim }, (_, i) => (i % dim === Math.floor(i / dim) ? 1 : 0));
  const vector = Float32Array.from({ length: dim }, (_, i) => i);
  expect([...new RowProducts(rows, dim).multiply(vector)]).toEqual(Array.from({ length: 400 }, (_, i) => i));
});

it('without rows gives nothing', () => {
  expect([...new RowProducts(new Float32Array(0), 8).multiply(new Float32Array(8))]).toEqual([]);
});
