import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16, fromHalf, toHalf } from '#src/runtime/float16.js';
import { runs } from '../support/runner/form.js';

const SMALLEST = 2 ** -24;
const SMALLEST_NORMAL = 2 ** -14;
const BIGGEST = 65504;

function bitsOf(value: number): number {
  return encodeFloat16(Float32Array.of(value)).readUInt16LE();
}

function numberOf(bits: number): number {
  const out = new Float32Array(1);
  decodeFloat16(Uint8Array.of(bits & 0xff, bits >> 8), out);
  return out[0] as number;
}

const roundTrip = (value: number) => numberOf(bitsOf(value));

describe('a number kept as a half', () => {
  it('differs by at most 1 part in 2,048 in the normal range', () => {
    const normal = fc
      .float({ min: -BIGGEST, max: BIGGEST, noNaN: true })
      .filter((value) => Math.abs(value) >= SMALLEST_NORMAL);
    fc.assert(
      fc.property(normal, (value) => {
        expect(Math.abs(roundTrip(value) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11);
      }),
      { numRuns: runs(5000) },
    );
  });

  it('differs by at most half a step below the normal range', () => {
    const small = fc.float({ min: -SMALLEST_NORMAL, max: SMALLEST_NORMAL, noNaN: true });
    fc.assert(
      fc.property(small, (value) => {
        expect(Math.abs(roundTrip(value) - value)).toBeLessThanOrEqual(SMALLEST / 2);
      }),
      { numRuns: runs(5000) },
    );
  });

  it('never changes places with a smaller one', () => {
    const pair = fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true }));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(roundTrip(Math.min(a, b))).toBeLessThanOrEqual(roundTrip(Math.max(a, b)));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('is the same number where it is a half already, all 63,488 of them', () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 65536; bits++) {
      const isNumber = (bits & 0x7c00) !== 0x7c00;
      if (isNumber && bitsOf(numberOf(bits)) !== bits) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['one', 1, 0x3c00],
    ['minus two', -2, 0xc000],
    ['a third', 1 / 3, 0x3555],
    ['the biggest', BIGGEST, 0x7bff],
    ['the smallest normal', SMALLEST_NORMAL, 0x0400],
    ['the biggest below', SMALLEST_NORMAL - SMALLEST, 0x03ff],
    ['the smallest', SMALLEST, 0x0001],
    ['the smallest below zero', -SMALLEST, 0x8001],
    ['zero', 0, 0x0000],
    ['minus zero', -0, 0x8000],
    ['infinity', Number.POSITIVE_INFINITY, 0x7c00],
    ['minus infinity', Number.NEGATIVE_INFINITY, 0xfc00],
  ])('has the bits of IEEE 754: %s', (_, value, bits) => {
    expect(bitsOf(value)).toBe(bits);
    expect(numberOf(bits)).toBeCloseTo(value, 3);
    expect(Object.is(Math.sign(numberOf(bits)), Math.sign(value))).toBe(true);
  });

  it.each([
    ['halfway between 1 and the next, down to the even one', 1 + 2 ** -11, 1],
    ['halfway above that, up to the even one', 1 + 3 * 2 ** -11, 1 + 2 ** -9],
    ['just above halfway, up', 1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
    ['just below halfway, down', 1 + 3 * 2 ** -11 - 2 ** -20, 1 + 2 ** -10],
    ['halfway below the smallest, down to zero', SMALLEST / 2, 0],
    ['just above that, up to the smallest', SMALLEST / 2 + 2 ** -40, SMALLEST],
    ['halfway between the two smallest, up to the even one', 1.5 * SMALLEST, 2 * SMALLEST],
    ['over the edge to the next power', 2 - 2 ** -12, 2],
    ['from below the normal range into it', SMALLEST_NORMAL - SMALLEST / 2, SMALLEST_NORMAL],
    ['the last that is not too big', 65519, BIGGEST],
    ['the first that is too big', 65520, Number.POSITIVE_INFINITY],
    ['far too big', -1e30, Number.NEGATIVE_INFINITY],
    ['far too small', 1e-30, 0],
    ['small even for a float', 1e-42, 0],
  ])('is rounded: %s', (_, value, expected) => {
    expect(roundTrip(value)).toBe(expected);
    expect(roundTrip(-value)).toBe(-expected);
  });

  it('is no number where it was none', () => {
    expect(roundTrip(Number.NaN)).toBeNaN();
  });
});

describe('a vector kept as halves', () => {
  it('takes two bytes a number', () => {
    expect(encodeFloat16(new Float32Array(512))).toHaveLength(1024);
    expect(encodeFloat16(new Float32Array(0))).toHaveLength(0);
  });

  it('is written where it is wanted, from bytes that begin anywhere', () => {
    const bytes = Buffer.concat([Buffer.of(0xff), encodeFloat16(Float32Array.of(0.5, -0.25))]).subarray(1);
    const out = Float32Array.of(9, 9, 9, 9);
    decodeFloat16(bytes, out, 1);
    expect([...out]).toEqual([9, 0.5, -0.25, 9]);
  });

  it('are read wherever they lie in memory', () => {
    const numbers = Float32Array.of(1, -0.5, 0.25);
    const shifted = new Uint8Array(7);
    shifted.set(encodeFloat16(numbers), 1);
    const out = new Float32Array(5);
    decodeFloat16(shifted.subarray(1), out, 2);
    expect([...out]).toEqual([0, 0, 1, -0.5, 0.25]);
  });
});

describe('half precision', () => {
  it('is read and written to the nearest number', () => {
    const halves = Array.from({ length: 65536 }, (_, half) => half).filter((half) => !Number.isNaN(fromHalf(half)));
    expect(halves.filter((half) => toHalf(fromHalf(half)) !== half)).toEqual([]);
    expect(fromHalf(toHalf(0.1))).toBeCloseTo(0.1, 4);
    expect(toHalf(1e6)).toBe(0x7c00);
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
  });
});
