// Halves of drawn vectors that lie close together, as those of a library of one subject do: a share of the best cosine means another thing there.
import { describe, expect, it } from 'vitest';
import { chooseTextCurve, measureHalves } from '#src/insight/evaluation/measure-halves.js';
import { makeRandom, makeUnit } from '../../support/vectors/synthetic-vectors.js';

const DIM = 64;
const TERMS = 40;
const IMAGES = 400;

const random = makeRandom(11);
const draw = () => makeUnit(random, DIM);
const normalise = (vector: Float32Array) => vector.map((value) => value / Math.hypot(...vector));
const mix = (parts: readonly (readonly [weight: number, vector: Float32Array])[]) =>
  normalise(Float32Array.from({ length: DIM }, (_, i) => parts.reduce((sum, [w, v]) => sum + w * (v[i] as number), 0)));

/** Every vector holds this one; without it, cosines have a mean of 0. */
const common = draw();
const terms = Array.from({ length: TERMS }, () => draw());
const rows = Array.from({ length: IMAGES }, (_, i) =>
  mix([
    [1, common],
    [0.55, terms[i % TERMS] as Float32Array],
    [0.6, draw()],
  ]),
);
const ask = (term: Float32Array) =>
  mix([
    [1, common],
    [0.7, term],
  ]);
const halves = await measureHalves(rows, (index) => Math.floor(index / TERMS) % 2, {
  terms: terms.map((term, at) => ({
    text: `term ${at}`,
    vector: ask(term),
    truth: Int8Array.from(rows, (_, i) => Number(i % TERMS === at)),
  })),
  nonsense: Array.from({ length: 40 }, () => ask(draw())),
  everyday: Array.from({ length: 40 }, () => ask(draw())),
});

/** Of photoseek-mini-2, whose cosines with everyday texts have a mean of 0.03. */
const MEASURED_REVISION = 'a74968d06c4f4d40';

describe('two halves', () => {
  it('share no image and no nonsense, and each knows the answers to every term', () => {
    const [first, second] = halves;
    expect(new Set([...first.at, ...second.at]).size).toBe(IMAGES);
    expect([first.nonsense.length, second.nonsense.length]).toEqual([20, 20]);
    for (const { queries } of halves) expect(queries).toHaveLength(TERMS);
  });

  it('where all cosines are high, the curve chosen on one ends answers better on the other, and refuses what it did not', () => {
    const { curve, before, after } = chooseTextCurve(MEASURED_REVISION, halves);
    expect(before.cutoff.f1).toBeLessThan(0.2);
    expect(after.cutoff.f1).toBeGreaterThan(0.7);
    expect(before.refused.nonsense).toBeLessThan(0.2);
    expect(after.refused.nonsense).toBeGreaterThan(0.7);
    expect(after.refused.queries).toBeLessThan(0.2);
    expect(curve.sure).toBeGreaterThan(0);
  });
});
