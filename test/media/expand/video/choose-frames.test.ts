import { describe, expect, it } from 'vitest';
import { type Candidate, chooseFrames, looksSame, toCandidate } from '#src/media/expand/video/choose-frames.js';
import { compareFrames, isUniform } from '#src/media/expand/video/describe-frame.js';

const [WIDTH, HEIGHT] = [96, 54];
const LONG_MS = 10_000;

/** Stripes of two colours, `contrast` apart, that are `width` pixels wide. */
function stripes(atMs: number, hue: number, contrast = 120, width = 6): Candidate {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const light = Math.floor((i % WIDTH) / width) % 2 === 0 ? 60 : 60 + contrast;
    for (let channel = 0; channel < 3; channel++) data[3 * i + channel] = (hue >> channel) & 1 ? light : light / 3;
  }
  return toCandidate({ atMs, width: WIDTH, height: HEIGHT, data });
}

/** The same frame with less light. */
function dim({ frame }: Candidate, light: number): Candidate {
  return toCandidate({ ...frame, data: frame.data.map((value) => value * light) });
}

/** Red stripes, in the lower part blue-green ones. */
function halves(atMs: number, share: number): Candidate {
  const [{ frame }, { frame: other }] = [stripes(atMs, 1), stripes(atMs, 6)];
  const data = frame.data.map((value, i) => (i < (1 - share) * frame.data.length ? value : (other.data[i] as number)));
  return toCandidate({ ...frame, data });
}

const timesOf = (chosen: Candidate[]) => chosen.map(({ frame }) => frame.atMs);

describe('a frame', () => {
  it('of one colour is uniform, and one with a picture is not', () => {
    expect(isUniform(stripes(0, 1, 0).description)).toBe(true);
    expect(isUniform(stripes(0, 1).description)).toBe(false);
  });

  it('has shares of colours that sum to 1, and differs from another by 0 to 1', () => {
    const [red, green] = [stripes(0, 1), stripes(0, 2)];
    expect(red.description.colours.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
    expect(compareFrames(red.description, red.description)).toBe(0);
    const difference = compareFrames(red.description, green.description);
    expect(difference).toBeGreaterThan(0.35);
    expect(difference).toBeLessThanOrEqual(1);
    expect(looksSame(red, stripes(5, 1))).toBe(true);
  });
});

describe('of the frames of a video', () => {
  it('one of each scene is chosen, and none that is uniform', () => {
    const candidates = [stripes(0, 1, 0), stripes(1000, 1), stripes(2000, 1), stripes(3000, 2), stripes(4000, 4)];
    expect(timesOf(chooseFrames(candidates, 9, LONG_MS))).toEqual([1000, 3000, 4000]);
  });

  it('one of a scene that fades in and out is chosen, the clearest', () => {
    const fading = [0.3, 0.6, 1, 0.5, 0.25].map((light, i) => dim(stripes(i * 500, 3), light));
    const candidates = [...fading, stripes(3000, 4)];
    expect(timesOf(chooseFrames(candidates, 9, LONG_MS))).toEqual([1000, 3000]);
  });

  it('another one of a scene is chosen where the camera has passed over half of it', () => {
    const candidates = Array.from({ length: 10 }, (_, i) => halves(i * 1000, i / 8));
    expect(timesOf(chooseFrames(candidates, 9, LONG_MS))).toHaveLength(2);
  });

  it('the sharpest of a scene is chosen', () => {
    const candidates = [stripes(0, 1, 120, 12), stripes(1000, 1, 120, 3), stripes(2000, 1, 120, 12)];
    expect(timesOf(chooseFrames(candidates, 9, LONG_MS))).toEqual([1000]);
  });

  it('one of a scene that goes on unchanged is enough', () => {
    const candidates = Array.from({ length: 60 }, (_, i) => stripes(i * 1000, 1));
    expect(timesOf(chooseFrames(candidates, 9, LONG_MS))).toEqual([0]);
  });

  it('those go first that are most like another one, the later of the two', () => {
    const candidates = [stripes(0, 1), stripes(1000, 2), stripes(2000, 4), stripes(3000, 1, 118), stripes(4000, 7)];
    expect(timesOf(chooseFrames(candidates, 4, LONG_MS))).toEqual([0, 1000, 2000, 4000]);
  });

  it('none is chosen where all are uniform', () => {
    expect(chooseFrames([stripes(0, 1, 0)], 4, LONG_MS)).toEqual([]);
  });
});
