import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { OwnTagCalibration } from '../../search/calibration/stored-calibration.js';

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
  /** See `MIN_DEVIATIONS`, which is the default. */
  minDeviations?: number;
  /**
   * Added to the intercept where things or text were looked for, by shipped term of `data/tags/things.json`: when one of its classes was found, and when none was.
   */
  things: Record<string, readonly [found: number, missing: number]>;
}

/** However often a term is said: a photo of something else is as near to it. */
export const MIN_DEVIATIONS = 2;

const FILE = fileURLToPath(new URL('../../../data/tags/calibration.json', import.meta.url));
const THINGS = fileURLToPath(new URL('../../../data/tags/things.json', import.meta.url));

let shipped: Promise<TagCalibration> | undefined;
let things: Promise<ThingTerms> | undefined;

/** The classes of things, and amounts of text, that speak for a shipped term, or against it when none of them was found; by term. */
export type ThingTerms = Readonly<Record<string, readonly string[]>>;

/** The classes that ship with the program. */
export function loadThingTerms(): Promise<ThingTerms> {
  things ??= readFile(THINGS, 'utf8').then((text) => JSON.parse(text) as ThingTerms);
  return things;
}

/** The calibration that ships with the program. */
export function loadCalibration(): Promise<TagCalibration> {
  shipped ??= readFile(FILE, 'utf8').then((text) => JSON.parse(text) as TagCalibration);
  return shipped;
}

/** The shipped calibration as it was measured anew for a library. */
export function withOwnTags(shipped: TagCalibration, own: OwnTagCalibration | undefined): TagCalibration {
  if (own === undefined) return shipped;
  const { midpoint, scale, minDeviations } = own;
  const divide = (value: number) => Math.round((1e4 * value) / scale) / 1e4;
  return {
    ...shipped,
    slope: divide(shipped.slope),
    intercept: divide(-midpoint),
    offsets: Object.fromEntries(Object.entries(shipped.offsets).map(([name, offset]) => [name, divide(offset)])),
    things: Object.fromEntries(
      Object.entries(shipped.things).map(([name, [found, missing]]) => [
        name,
        [divide(found), divide(missing)] as const,
      ]),
    ),
    ownOffset: divide(shipped.ownOffset),
    minDeviations,
  };
}
