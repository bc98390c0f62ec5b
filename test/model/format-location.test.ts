import { describe, expect, it } from 'vitest';
import type { FrameLocation } from '#src/model/evidence.js';
import { formatLocation } from '#src/model/format-location.js';
import { listPlaces } from '#src/model/list-places.js';

const place = (given: Partial<FrameLocation>): FrameLocation => ({
  ...{ ordinal: 3, kind: 'video', atMs: null, page: null },
  ...given,
});

describe('formatLocation', () => {
  it.each([
    [{ atMs: 7999 }, '@ 0:07'],
    [{ atMs: 83_000 }, '@ 1:23'],
    [{ atMs: 3_723_000 }, '@ 1:02:03'],
    [{ kind: 'page', page: 7 }, 'p. 7'],
    [{ kind: 'view', label: 'front' }, 'front'],
    [{ kind: 'view' }, 'view 4'],
    [{ kind: 'image', ordinal: 0 }, undefined],
  ] as const)('writes %j as %s', (given, text) => {
    expect(formatLocation(place(given))).toBe(text);
  });
});

describe('listPlaces', () => {
  const vector = (ordinal: number) => ({
    ...{ type: 'vector' as const, space: 1, region: 'whole' as const, box: null, cosine: 0.4, relevance: 0.8 },
    frame: place({ ordinal, atMs: ordinal * 1000 }),
  });

  it('gives each frame once, in the order of the evidence', () => {
    const evidence = [vector(3), vector(1), vector(3)];
    expect(listPlaces({ frames: 9, matched: ['vector'], evidence }).map(({ ordinal }) => ordinal)).toEqual([3, 1]);
  });

  it('gives none of a photo, and none of what is found by its name alone', () => {
    expect(listPlaces({ frames: 1, matched: ['vector'], evidence: [vector(0)] })).toEqual([]);
    expect(listPlaces({ frames: 9, matched: ['name'], evidence: [vector(3)] })).toEqual([]);
  });
});
