import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteRows } from '#src/vectors/math/byte-rows.js';

const number = fc.float({ min: -1, max: 1, noNaN: true });
const byte = fc.integer({ min: -127, max: 127 });

it('gives the product with every row, whatever their length, also after others were written', () => {
  const cases = fc.integer({ min: 1, max: 70 }).chain((dim) =>
    fc.record({
      rows: fc.array(fc.array(byte, { minLength: dim, maxLength: dim }), { minLength: 1, maxLength: 9 }),
      vector: fc.array(number, { minLength: dim, maxLength: dim }),
      far: fc.integer({ min: 0, max: 9000 }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ rows, vector, far }) => {
      const products = new ByteRows(vector.length);
      // What stands in the place of a row before it is another row.
      products.write(0, new Int8Array(2 * vector.length).fill(127), Float32Array.of(1, 1));
      products.setFactor(Float32Array.from(vector));
      for (const [i, row] of rows.entries())
        products.write(i * far, Int8Array.from([...row, ...row]), Float32Array.of(1 / 127, 1 / 127));
      const last = rows.length - 1;
      const exact = vector.reduce((sum, x, i) => sum + (x * ((rows[last] as number[])[i] as number)) / 127, 0);
      for (const row of [last * far, last * far + 1]) expect(products.product(row)).toBeCloseTo(exact, 2);
    }),
    { numRuns: 60 },
  );
});

it('is exact at the limits of its numbers', () => {
  for (const dim of [512, 4096]) {
    const rows = new ByteRows(dim);
    rows.setFactor(new Float32Array(dim).fill(1));
    for (const value of [-127, 127]) {
      rows.write(1, new Int8Array(dim).fill(value), Float32Array.of(1));
      expect(rows.product(1)).toBeCloseTo(value * dim, 0);
    }
  }
});
