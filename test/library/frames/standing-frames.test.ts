import { describe, expect, it } from 'vitest';
import { StandingFrames } from '#src/library/frames/standing-frames.js';
import type { FrameVector } from '#src/store/records.js';

const SPACE = { id: 1, dim: 2 };

/** A catalogue whose films are three frames, of which the one with ordinal 2 is in the middle. */
function makeCatalogue() {
  const reads: number[] = [];
  const angles = [0, 1.2, 0.7];
  const frames = angles.map((angle, ordinal) => {
    const vector = Float32Array.of(Math.cos(angle), Math.sin(angle));
    return { ordinal, atMs: 1000 * ordinal, vectorId: ordinal, vector } as FrameVector;
  });
  const ofFrames = ([id]: readonly number[]) => {
    reads.push(id as number);
    return new Map(id === 9 ? [] : [[id as number, frames]]);
  };
  return { changeStamp: '1', vectors: { ofFrames } as never, reads };
}

describe('the frame that stands for a film', () => {
  it('is the one in the middle of all, and is looked for once', () => {
    const catalogue = makeCatalogue();
    const standing = new StandingFrames(catalogue);
    expect([standing.find(4, SPACE), standing.find(5, SPACE), standing.find(4, SPACE)]).toEqual([2, 2, 2]);
    expect(catalogue.reads).toEqual([4, 5]);
  });

  it('is looked for again when something has changed, and in another space', () => {
    const catalogue = makeCatalogue();
    const standing = new StandingFrames(catalogue);
    standing.find(4, SPACE);
    catalogue.changeStamp = '2';
    standing.find(4, SPACE);
    standing.find(4, { ...SPACE, id: 2 });
    expect(catalogue.reads).toEqual([4, 4, 4]);
  });

  it('is the first where there are no vectors', () => {
    const catalogue = makeCatalogue();
    const standing = new StandingFrames(catalogue);
    expect([standing.find(9, SPACE), standing.find(9, SPACE)]).toEqual([0, 0]);
    expect(catalogue.reads).toEqual([9]);
  });
});
