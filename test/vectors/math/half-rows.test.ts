import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFloat16, fromHalf } from '#src/runtime/float16.js';
import { dot, norm } from '#src/vectors/math/dot-product.js';
import { roundingError } from '#src/vectors/math/float-rows.js';
import { HalfRows } from '#src/vectors/math/half-rows.js';
import { makeRandom, makeUnits } from '../../support/vectors/synthetic-vectors.js';

/** Any half that is a number, subnormal ones included. */
const half = fc.integer({ min: 0, max: 0xffff }).filter((bits) => (bits & 0x7c00) !== 0x7c00);
const toBytes = (halves: readonly number[]) => new Uint8Array(Uint16Array.from(halves).buffer);
const toFloats = (halves: readonly number[]) => Float32Array.from(halves, fromHalf);
const rows = (dim: number) =>
  fc.array(fc.array(half, { minLength: dim, maxLength: dim }), { minLength: 1, maxLength: 4 });
const factor = (dim: number) =>
  fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: dim, maxLength: dim });

describe('rows of halves', () => {
  it('multiply and measure as decoded ones do, up to single precision', () => {
    const sized = fc.integer({ min: 1, max: 70 }).chain((dim) => fc.tuple(rows(dim), factor(dim)));
    fc.assert(
      fc.property(sized, ([given, numbers]) => {
        const query = Float32Array.from(numbers);
        const held = new HalfRows(query.length);
        held.reserve(given.length);
        for (const [row, halves] of given.entries()) held.write(row, toBytes(halves));
        held.setFactor(query);
        for (const [row, halves] of given.entries()) {
          const vector = toFloats(halves);
          expect(held.read(row)).toEqual(vector);
          const off = roundingError(query.length, 1.001 * norm(vector) * norm(query));
          expect(Math.abs(held.product(row) - dot(vector, query))).toBeLessThanOrEqual(off);
          expect(held.norm(row)).toBeCloseTo(norm(vector), norm(vector) > 100 ? -1 : 4);
        }
      }),
    );
  });

  it('go on where memory has grown', () => {
    const units = makeUnits(makeRandom(3), 40, 3000);
    const held = new HalfRows(40);
    for (const [row, unit] of units.entries()) {
      held.reserve(row + 1);
      held.write(row, encodeFloat16(unit));
    }
    held.setFactor(units[7] as Float32Array);
    expect(held.product(7)).toBeCloseTo(1, 3);
    expect(held.product(2999)).toBeCloseTo(dot(units[2999] as Float32Array, units[7] as Float32Array), 3);
  });

  it('of numbers that are not finite are infinitely long; large ones are not', () => {
    const held = new HalfRows(3);
    held.reserve(3);
    held.write(0, toBytes([0x7c00, 0, 0]));
    held.write(1, toBytes([0, 0x7e01, 0]));
    held.write(2, toBytes([0x7bff, 0xfbff, 0]));
    expect([held.norm(0), held.norm(1)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(held.norm(2)).toBeCloseTo(Math.SQRT2 * 65_504, -2);
  });
});
