import { expect, it } from 'vitest';
import type { Encoder } from '#src/encoder/types.js';
import { EMBED_VERSION, embedVersion } from '#src/indexer/pipeline/stages.js';
import { averageViews, dropEqual, listViews } from '#src/indexer/pipeline/views.js';

const makeTarget = (fit: 'crop' | 'fill', isAccurate: boolean) => {
  const image = { size: 224, fit, kernel: 'cubic' };
  return { id: 1, encoder: { model: { image } } as Encoder, isAccurate };
};

it('only a model that cuts out the middle has another view, and vectors of another version', () => {
  expect(listViews(makeTarget('crop', true)).map(({ fit }) => fit)).toEqual(['crop', 'fill']);
  for (const target of [makeTarget('crop', false), makeTarget('fill', true)]) {
    expect(listViews(target)).toHaveLength(1);
    expect(embedVersion(target)).toBe(EMBED_VERSION);
  }
  expect(embedVersion(makeTarget('crop', true))).not.toBe(EMBED_VERSION);
});

it('equal views are one', () => {
  expect(dropEqual([Uint8Array.of(1, 2), Uint8Array.of(1, 2)])).toEqual([Uint8Array.of(1, 2)]);
  expect(dropEqual([Uint8Array.of(1, 2), Uint8Array.of(1, 3)])).toHaveLength(2);
});

it('the mean of two unit vectors has length 1, and comes once', () => {
  const means: Float32Array[] = [];
  const take = averageViews(2, (mean) => means.push(mean));
  take(Float32Array.of(1, 0));
  expect(means).toEqual([]);
  take(Float32Array.of(0, 1));
  expect(means).toHaveLength(1);
  expect(means[0]?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
  expect(means[0]?.[1]).toBeCloseTo(Math.SQRT1_2, 6);
});
