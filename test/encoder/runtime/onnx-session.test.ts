import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUnitLength } from '#src/encoder/runtime/onnx-session.js';

describe('toUnitLength', () => {
  it('scales to length 1 and keeps the direction', () => {
    const component = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 64 }), (values) => {
        const before = Float32Array.from(values);
        const length = Math.hypot(...before);
        fc.pre(length > 1e-3);
        const after = toUnitLength(before.slice());
        expect(Math.hypot(...after)).toBeCloseTo(1, 5);
        after.forEach((value, i) => {
          expect(value).toBeCloseTo((before[i] as number) / length, 5);
        });
      }),
    );
  });

  it('works in place', () => {
    const vector = Float32Array.of(3, 4);
    expect(toUnitLength(vector)).toBe(vector);
    expect([...vector]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  });

  it.each([
    ['zero', [0, 0, 0]],
    ['not a number', [1, Number.NaN]],
    ['infinite', [1, Number.POSITIVE_INFINITY]],
    ['empty', []],
  ])('throws encoder-failed for a vector that is %s', (_what, values) => {
    expect(() => toUnitLength(Float32Array.from(values))).toThrow(expect.objectContaining({ code: 'encoder-failed' }));
  });
});
