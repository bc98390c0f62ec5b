import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL, EMBEDDED_MODELS } from '#src/encoder/models/embedded-model.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import { getBackgrounds, measureBackgrounds } from '#src/search/calibration/background.js';
import { Calibrator, MEASURED, REFERENCE } from '#src/search/calibration/calibrator.js';
import { chooseCalibrator } from '#src/search/calibration/choose-calibrator.js';
import { OFFLINE } from '../../support/encoder/models.js';
import { makeSearchContext } from '../../support/libraries/search-context.js';
import { makeRandom, makeUnit } from '../../support/vectors/synthetic-vectors.js';

const scale = new Calibrator(REFERENCE.text);

describe('Calibrator', () => {
  it('gives relevances from 0 to 1 that grow with the cosine, and finds the cosine again', () => {
    const cosine = fc.double({ min: -0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(cosine, cosine, (a, b) => {
        const [x, y] = [scale.toRelevance(a), scale.toRelevance(b)];
        expect(x >= 0 && x <= 1).toBe(true);
        if (a - b > 1e-6) expect(x).toBeGreaterThan(y);
        if (x > 1e-4 && x < 0.9999) expect(scale.toCosine(x)).toBeCloseTo(a, 6);
      }),
    );
    expect(scale.toCosine(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(scale.toCosine(1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('asks for more near photos in a larger library', () => {
    const one = [0.3, 0.1, 0.1, 0.1, 0.1];
    expect(scale.isGood(one, 100)).toBe(true);
    expect(scale.isGood(one, 1000)).toBe(false);
    expect(scale.isGood([0.3, 0.3, 0.3, 0.3, 0.3], 1000)).toBe(true);
    expect(scale.isGood([0.45, 0.1, 0.1, 0.1, 0.1], 100_000)).toBe(true);
    expect(scale.isGood([], 0)).toBe(false);
  });

  it('takes many that are fairly near for a good answer, in a large library', () => {
    const many = Array.from({ length: 10 }, (_, i) => 0.26 - i * 0.002);
    expect(scale.isGood(many, 1000)).toBe(true);
    expect(scale.isGood(many, 999)).toBe(false);
    expect(scale.isGood(many.slice(0, 9), 1000)).toBe(false);
    expect(scale.isGood([...many.slice(0, 9), 0.2], 1000)).toBe(false);
  });

  it('reads a narrow band of cosines as the reference reads its own', () => {
    const narrow = (cosine: number) => 0.2 + cosine / 10;
    const { mean, deviation } = REFERENCE.text.background;
    const other = new Calibrator(REFERENCE.text, { mean: narrow(mean), deviation: deviation / 10 });
    for (const cosine of [-0.1, 0.2, 0.33, 0.5]) {
      expect(other.toRelevance(narrow(cosine))).toBeCloseTo(scale.toRelevance(cosine), 9);
      expect(other.thresholdFor(narrow(cosine))).toBeCloseTo(narrow(scale.thresholdFor(cosine)), 9);
      expect(other.isGood([narrow(cosine)], 1)).toBe(scale.isGood([cosine], 1));
    }
  });
});

describe('chooseCalibrator', () => {
  it.each(EMBEDDED_MODELS)('knows the embedded model %s by its files', async (name) => {
    const { revision } = await resolveModel(name, OFFLINE);
    expect(Object.keys(MEASURED)).toContain(revision);
  });

  it('has constants of their own for texts of another tower; for a mean of both, the stricter ones', async () => {
    const { context, space } = makeSearchContext(8);
    const row = { ...space.row, revision: (await resolveModel(EMBEDDED_MODEL, OFFLINE)).revision };
    const several = async (kind: 'text' | 'image', towers?: string[]) =>
      (await chooseCalibrator(context.catalogue, { ...space, row }, kind, towers)).plausible;
    expect(await several('text')).toBe(await several('text', ['english']));
    expect(await several('text', ['multilingual'])).toBeGreaterThan(await several('text'));
    expect(await several('text', ['english', 'multilingual'])).toBe(await several('text', ['multilingual']));
    expect(await several('image', ['multilingual'])).toBe(await several('image'));
  });

  it('measures the background of another model once, and again when the library has grown', async () => {
    const { context, space, add, encoder } = makeSearchContext(8);
    const { catalogue } = context;
    const random = makeRandom(3);
    const more = (count: number, name: string) =>
      add(Array.from({ length: count }, (_, i) => ({ path: `/p/${name} ${i}.jpg`, vector: makeUnit(random, 8) })));
    more(20, 'first');
    await space.index.refresh();
    await chooseCalibrator(catalogue, space, 'text');
    const asked = encoder.asked.length;
    expect(asked).toBeGreaterThan(20);
    const { image } = await getBackgrounds(catalogue, space);
    expect(image.deviation).toBeGreaterThan(0.2);
    await chooseCalibrator(catalogue, space, 'image');
    expect(encoder.asked.length).toBe(asked);
    more(30, 'second');
    await space.index.refresh();
    await chooseCalibrator(catalogue, space, 'text');
    expect(encoder.asked.length).toBe(2 * asked);
  });

  it('measures photos, not vectors: many frames of one photo are one sample', async () => {
    const { context, space, add } = makeSearchContext(8);
    const random = makeRandom(4);
    const frames = Array.from({ length: 600 }, () => [makeUnit(random, 8)]);
    add([
      { path: '/p/film.mp4', frames },
      { path: '/p/a.jpg', vector: makeUnit(random, 8) },
    ]);
    await space.index.refresh();
    expect(await measureBackgrounds(context.catalogue, space)).toMatchObject({ photos: 2 });
  });
});
