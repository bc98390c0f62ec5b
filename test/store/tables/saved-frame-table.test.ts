import { describe, expect, it } from 'vitest';
import type { EmbeddedFrame } from '#src/store/records.js';
import { ensureSpace, makeHash, makeVector, openCatalogue } from '../../support/libraries/catalogues.js';

function open() {
  const catalogue = openCatalogue();
  ensureSpace(catalogue);
  return catalogue.savedFrames;
}

const SPACE = 1;

function makeFrame(ordinal: number): EmbeddedFrame {
  return {
    ...{ ordinal, kind: 'video', atMs: ordinal * 1000, page: null, label: null, width: 640, height: 360 },
    phash: new Uint8Array(8).fill(ordinal + 1),
    vectors: new Map([[SPACE, makeVector(ordinal)]]),
  };
}

describe('frames of an interrupted run', () => {
  it('are listed as they were saved, with vectors as exact as stored ones', () => {
    const savedFrames = open();
    savedFrames.put(makeHash(1), 'way', [makeFrame(0), makeFrame(1)]);
    const [first, second] = savedFrames.list(makeHash(1), 'way');
    expect([first?.ordinal, second?.atMs]).toEqual([0, 1000]);
    expect(second?.phash).toEqual(new Uint8Array(8).fill(2));
    const [wanted, got] = [makeVector(1), second?.vectors.get(SPACE) as Float32Array];
    for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 3);
  });

  it('end before one that is missing', () => {
    const savedFrames = open();
    savedFrames.put(makeHash(2), 'way', [makeFrame(0), makeFrame(1), makeFrame(3)]);
    expect(savedFrames.list(makeHash(2), 'way').map(({ ordinal }) => ordinal)).toEqual([0, 1]);
    savedFrames.put(makeHash(3), 'way', [makeFrame(1)]);
    expect(savedFrames.list(makeHash(3), 'way')).toEqual([]);
  });

  it('are those of one way to make them', () => {
    const savedFrames = open();
    savedFrames.put(makeHash(4), 'way', [makeFrame(0)]);
    expect(savedFrames.list(makeHash(4), 'other')).toEqual([]);
    savedFrames.put(makeHash(4), 'other', [makeFrame(0)]);
    expect(savedFrames.list(makeHash(4), 'way')).toEqual([]);
  });

  it('are forgotten with their content, and all at the end of a run', () => {
    const savedFrames = open();
    savedFrames.put(makeHash(5), 'way', [makeFrame(0)]);
    savedFrames.put(makeHash(6), 'way', [makeFrame(0)]);
    savedFrames.remove(makeHash(5));
    expect([5, 6].map((content) => savedFrames.list(makeHash(content), 'way').length)).toEqual([0, 1]);
    savedFrames.clear();
    expect(savedFrames.list(makeHash(6), 'way')).toEqual([]);
  });
});
