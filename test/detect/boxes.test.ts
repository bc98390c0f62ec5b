import { describe, expect, it } from 'vitest';
import { clipBox, computeOverlap, suppressOverlaps } from '#src/detect/boxes.js';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('computeOverlap', () => {
  it.each([
    ['equal boxes', box(0, 0, 1, 1), box(0, 0, 1, 1), 1],
    ['a half', box(0, 0, 1, 1), box(0, 0, 0.5, 1), 0.5],
    ['a third', box(0, 0, 2, 1), box(1, 0, 2, 1), 1 / 3],
    ['neighbours', box(0, 0, 1, 1), box(1, 0, 1, 1), 0],
    ['boxes without area', box(0, 0, 0, 0), box(0, 0, 0, 0), 0],
  ])('is the share of the union: %s', (_, a, b, share) => {
    expect(computeOverlap(a, b)).toBeCloseTo(share, 12);
    expect(computeOverlap(b, a)).toBeCloseTo(share, 12);
  });
});

describe('suppressOverlaps', () => {
  it('keeps the best of boxes that overlap, and all others, by falling score', () => {
    const found = [
      { box: box(0.1, 0, 1, 1), score: 0.5, name: 'worse' },
      { box: box(5, 5, 1, 1), score: 0.4, name: 'far' },
      { box: box(0, 0, 1, 1), score: 0.9, name: 'best' },
    ];
    expect(suppressOverlaps(found, 0.5).map(({ name }) => name)).toEqual(['best', 'far']);
  });

  it('lets a removed box remove no other', () => {
    const found = [0, 0.3, 0.6].map((x, i) => ({ box: box(x, 0, 1, 1), score: 0.9 - i / 10 }));
    expect(suppressOverlaps(found, 0.5).map(({ box: { x } }) => x)).toEqual([0, 0.6]);
  });

  it('keeps boxes that overlap exactly as much as is allowed', () => {
    const found = [box(0, 0, 1, 1), box(0, 0, 0.5, 1)].map((one) => ({ box: one, score: 1 }));
    expect(suppressOverlaps(found, 0.5)).toHaveLength(2);
    expect(suppressOverlaps(found, 0.49)).toHaveLength(1);
  });
});

describe('clipBox', () => {
  it('cuts off what lies outside of the frame', () => {
    expect(clipBox(box(-0.25, 0.5, 0.5, 1))).toEqual(box(0, 0.5, 0.25, 0.5));
    expect(clipBox(box(2, 2, 1, 1))).toEqual(box(1, 1, 0, 0));
  });
});
