import { describe, expect, it } from 'vitest';
import { countDifferentBits, readHash } from '#src/insight/duplicates/hash-index.js';
import { makeLook } from '#src/insight/duplicates/looks/look.js';
import { isSameImage } from '#src/insight/duplicates/looks/same-image.js';
import { TURNS, turnHash, turnLook } from '#src/insight/duplicates/looks/turn.js';
import { MAX_TURNED_BITS } from '#src/insight/duplicates/thresholds.js';
import { computePhash } from '#src/media/prepare/phash.js';
import type { DuplicateTurn } from '#src/search/types/duplicates.js';
import { type Painted, paintDiscs, toRgb } from '../../../support/images/painted.js';

/** As an image program does it: left and right change places, then the image is rotated clockwise. */
function turn({ width, height, data }: Painted, { mirrored, rotated }: DuplicateTurn): Painted {
  let image: Painted = { width, height, data };
  const remake = (w: number, h: number, from: (x: number, y: number) => [x: number, y: number]) => {
    const turned = new Uint8Array(w * h * 4);
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        const [fromX, fromY] = from(x, y);
        const at = (fromY * image.width + fromX) * 4;
        turned.set(image.data.subarray(at, at + 4), (y * w + x) * 4);
      }
    image = { width: w, height: h, data: turned };
  };
  if (mirrored) remake(width, height, (x, y) => [width - 1 - x, y]);
  for (let angle = 0; angle < rotated; angle += 90) {
    const { height: h } = image;
    remake(image.height, image.width, (x, y) => [y, h - 1 - x]);
  }
  return image;
}

const images = [1, 2, 3].map((seed) => paintDiscs(seed, 180, 130));

const hashOf = (image: Painted) => readHash(computePhash(toRgb(image)));

describe('turned images', () => {
  it.each(TURNS)('have about the hash that turning gives, and the looks: %o', (how) => {
    for (const image of images) {
      const turned = turn(image, how);
      expect(countDifferentBits(turnHash(hashOf(image), how), hashOf(turned))).toBeLessThanOrEqual(MAX_TURNED_BITS);
      expect(isSameImage(turnLook(makeLook(image), how), makeLook(turned))).toBe(true);
      expect(isSameImage(makeLook(image), makeLook(turned))).toBe(false);
    }
  });

  it('are seven, all different', () => {
    const image = paintDiscs(4, 128, 128);
    const hashes = TURNS.map((how) => JSON.stringify(turnHash(hashOf(image), how)));
    expect(new Set([...hashes, JSON.stringify(hashOf(image))]).size).toBe(8);
  });
});
