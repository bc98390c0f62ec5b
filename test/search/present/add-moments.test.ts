import { describe, expect, it, vi } from 'vitest';
import type { RankedPhoto } from '#src/search/model.js';
import { addMoments } from '#src/search/present/add-moments.js';
import type { Catalogue } from '#src/store/catalogue.js';
import type { FrameVector, PhotoRow } from '#src/store/records.js';

const unit = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
const space = { row: { id: 1, dim: 2 } };
const calibrator = { toRelevance: (cosine: number) => Math.max(0, cosine) };
const QUERIES = [{ space, vector: unit(0), calibrator }] as unknown as Parameters<typeof addMoments>[1];

function ranked(id: number, vectorId: number, cosine: number): RankedPhoto {
  const vectors = [{ spaceId: 1, vectorId, cosine, relevance: cosine }];
  return { id, vectors, isByVector: true, text: undefined, thing: undefined, collapsed: [] };
}

describe('addMoments', () => {
  const ofFrames = vi.fn(() => {
    const frames = [0.1, 1.5, 0.4].map(
      (angle, i): FrameVector => ({ vectorId: 20 + i, ordinal: i, atMs: i * 9000, vector: unit(angle) }),
    );
    return new Map([[2, frames]]);
  });
  const catalogue = { vectors: { ofFrames } } as unknown as Catalogue;
  const rows = (frames: Record<number, number>) =>
    new Map(Object.entries(frames).map(([id, count]) => [Number(id), { frames: count } as PhotoRow]));

  it('asks nothing of the catalogue for photos of one frame', () => {
    const photos = [ranked(1, 10, 0.9), ranked(3, 11, 0.8)];
    expect(addMoments(catalogue, QUERIES, photos, rows({ 1: 1, 3: 1 }))).toBe(photos);
    expect(ofFrames).not.toHaveBeenCalled();
  });

  it('asks once a space for the others of a page, and adds their moments behind the best', () => {
    const photos = [ranked(1, 10, 0.9), ranked(2, 20, Math.cos(0.1))];
    const [first, film] = addMoments(catalogue, QUERIES, photos, rows({ 1: 1, 2: 3 }));
    expect(ofFrames).toHaveBeenCalledExactlyOnceWith([2], 1, 2);
    expect(first).toBe(photos[0]);
    expect(film?.vectors.map(({ vectorId }) => vectorId)).toEqual([20, 22]);
    expect(film?.vectors[1]?.cosine).toBeCloseTo(Math.cos(0.4), 5);
  });
});
