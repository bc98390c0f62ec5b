import { countColours, sampleColours } from '../../detect/pixels/sample-colours.js';
import type { FrameLook } from '../../model/look.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { measureSharpness } from './measure-sharpness.js';

/** So many pixels at most are looked at, evenly spread: a share of a tenth is known to half a percent then. */
const SAMPLED = 5000;

/**
 * Measures a whole, upright image.
 * @param image of any size; the scaled one that an encoder's input is cut from will do
 */
export function measureLook(image: RgbImage): FrameLook {
  const sample = sampleColours(image, SAMPLED);
  const { count, l, a, b } = sample;
  let sumL = 0;
  let sumL2 = 0;
  let sumC = 0;
  for (let i = 0; i < count; i++) {
    const lightness = l[i] as number;
    sumL += lightness;
    sumL2 += lightness * lightness;
    sumC += Math.sqrt((a[i] as number) ** 2 + (b[i] as number) ** 2);
  }
  const n = Math.max(1, count);
  return {
    shares: countColours(sample),
    chroma: sumC / n,
    offTone: measureOffTone(a, b, count),
    lightness: sumL / n,
    contrast: Math.sqrt(Math.max(0, sumL2 / n - (sumL / n) ** 2)),
    sharpness: measureSharpness(image),
  };
}

/**
 * Photographs that are toned have shades of one colour: on one side of grey, on a line. That is warm (sepia, old paper); snow and sea are pictures of
 * one cold tone without being black and white.
 */
function measureOffTone(as: Float64Array, bs: Float64Array, count: number): number {
  if (count === 0) return 0;
  let [toneA, toneB] = [0, 0];
  for (let i = 0; i < count; i++) {
    toneA += as[i] as number;
    toneB += bs[i] as number;
  }
  const length = Math.hypot(toneA, toneB) || 1;
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const [a, b] = [as[i] as number, bs[i] as number];
    const along = (a * toneA + b * toneB) / length;
    const aside = (b * toneA - a * toneB) / length;
    distances[i] = along < 0 || toneB < 0 ? Math.sqrt(a * a + b * b) : Math.abs(aside);
  }
  return pickLargest(distances, count - Math.floor(0.99 * (count - 1)));
}

/** The `rank`-th largest of some values, from 1: of a few largest ones, without sorting all. */
function pickLargest(values: Float64Array, rank: number): number {
  // Ascending.
  const largest = new Float64Array(rank).fill(Number.NEGATIVE_INFINITY);
  for (const value of values) {
    if (value <= (largest[0] as number)) continue;
    let at = 1;
    for (; at < rank && (largest[at] as number) < value; at++) largest[at - 1] = largest[at] as number;
    largest[at - 1] = value;
  }
  return largest[0] as number;
}
