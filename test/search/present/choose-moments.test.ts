import { describe, expect, it } from 'vitest';
import { chooseMoments, type Moment } from '#src/search/present/choose-moments.js';

/** Frames of scenes in two dimensions: those of one scene have one vector. */
function makeFrames(frames: readonly [atMs: number | null, scene: number, relevance: number][]): Moment[] {
  return frames.map(([atMs, scene, relevance], i) => ({
    ...{ vectorId: i + 1, atMs, cosine: relevance, relevance },
    vector: Float32Array.of(Math.cos(scene), Math.sin(scene)),
  }));
}
const times = (moments: readonly Moment[]) => moments.map(({ atMs }) => atMs);

describe('chooseMoments', () => {
  it('names the best moment of each scene, best first', () => {
    const frames = makeFrames([
      [0, 0, 0.5],
      [4000, 0, 0.6],
      [8000, 1, 0.1],
      [12_000, 2, 0.9],
      [16_000, 2, 0.8],
    ]);
    expect(times(chooseMoments(frames, 4))).toEqual([12_000, 4000]);
  });

  it('names two moments of one scene that lie a minute apart, and none of another scene at once', () => {
    const frames = makeFrames([
      [0, 0, 0.9],
      [59_000, 0, 0.85],
      [61_000, 0, 0.8],
      [62_000, 1, 0.79],
    ]);
    expect(times(chooseMoments(frames, 1))).toEqual([0, 61_000]);
  });

  it('leaves out what is less than half as relevant, and all but five', () => {
    const frames = makeFrames(Array.from({ length: 9 }, (_, i) => [i * 10_000, i, 0.9 - i * 0.06]));
    expect(times(chooseMoments(frames, 1))).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect(times(chooseMoments(frames.slice(7), 9))).toEqual([80_000, 70_000]);
    expect(
      times(
        chooseMoments(
          makeFrames([
            [0, 0, 0.9],
            [9000, 1, 0.44],
          ]),
          1,
        ),
      ),
    ).toEqual([0]);
  });

  it('takes pages and views as apart', () => {
    const frames = makeFrames([
      [null, 0, 0.4],
      [null, 0, 0.5],
      [null, 0, 0.1],
    ]);
    expect(chooseMoments(frames, 2).map(({ vectorId }) => vectorId)).toEqual([2, 1]);
  });
});
