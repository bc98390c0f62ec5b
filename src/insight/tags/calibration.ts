import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * How a z-score becomes the probability that a term stands in one of a photo's captions: a logistic function. Written by `bench/tags.mjs --fit`, from one
 * half of the evaluation photos.
 */
export interface TagCalibration {
  slope: number;
  intercept: number;
  /** Added to the intercept, by shipped term: more for those that are said often, less for those that are near to what they do not mean. */
  offsets: Record<string, number>;
  /** The same for terms of a user's own vocabulary: the mean of those that are said, because own terms are chosen for photos that are there. */
  ownOffset: number;
}

const FILE = fileURLToPath(new URL('../../../data/tags/calibration.json', import.meta.url));

let shipped: Promise<TagCalibration> | undefined;

/** The calibration that ships with the program. */
export function loadCalibration(): Promise<TagCalibration> {
  shipped ??= readFile(FILE, 'utf8').then((text) => JSON.parse(text) as TagCalibration);
  return shipped;
}
