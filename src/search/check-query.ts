/** Checks of queries and images at run time; see `check-arguments.ts`. */

import { PhotoseekError } from '../errors.js';
import { liesWithin } from '../model/box.js';
import type { Box } from '../model/evidence.js';
import {
  type AnyCheck,
  type Check,
  checkArgument,
  checkOptions,
  ID,
  isObject,
  type Shape,
  showValue,
  TEXT,
} from '../runtime/check-arguments.js';
import type { SearchQuery, SimilarTarget, Term } from './types/request.js';

const BYTES: Check<Uint8Array> = { expected: 'a Uint8Array', accepts: (value) => value instanceof Uint8Array };

const IMAGES = { id: ID, path: TEXT, bytes: BYTES };
const TARGETS = { ...IMAGES, externalId: TEXT };
const SOURCES = { text: TEXT, ...IMAGES, url: TEXT };

/** Everything that can name an image. */
export const IMAGE_SOURCES = { ...TARGETS, url: TEXT };

const SHAPE: Shape<SearchQuery> = {
  text: TEXT,
  terms: { expected: 'a list of terms', accepts: Array.isArray },
  filters: TEXT,
};

/** @throws PhotoseekError `bad-argument` */
export function checkTarget(target: SimilarTarget): void {
  const { box, ...image } = Object(target) as SimilarTarget;
  if (box !== undefined) checkArgument('box', box, BOX, 'Write { x: 0.2, y: 0.1, width: 0.3, height: 0.4 }.');
  checkImage(
    'The image of similar()',
    isObject(target) ? image : target,
    'Write similar({ path: "/home/me/photo.jpg" }).',
  );
}

/** @throws PhotoseekError `bad-argument` */
export function checkImage(name: string, image: unknown, hint: string): void {
  checkOneOf(name, image, TARGETS, hint);
}

/** A part of an image. */
export const BOX: Check<Box> = {
  expected: 'shares of the image from 0 to 1, with x + width and y + height at most 1',
  accepts: (value) => {
    if (!isObject(value)) return false;
    const { x, y, width, height } = value as unknown as Box;
    return [x, y, width, height].every((share) => typeof share === 'number') && liesWithin({ x, y, width, height });
  },
};

const QUERY: Check<string | SearchQuery> = {
  expected: 'a string, or an object such as { text: "a boat" }',
  accepts: (value) => typeof value === 'string' || isObject(value),
};

/** @throws PhotoseekError `bad-argument` */
export function checkQuery(query: unknown): void {
  checkArgument('The query', query, QUERY, 'Write search("a boat on the water").');
}

/** @throws PhotoseekError `bad-argument` */
export function checkData(query: SearchQuery): void {
  checkOptions('the query', query, SHAPE);
  for (const term of query.terms ?? []) checkTerm(term);
}

function checkTerm(term: Term): void {
  const { weight: _, ...source } = Object(term) as Term;
  checkOneOf('A term', source, SOURCES, 'Write { terms: [{ text: "a boat" }, { path: "/home/me/photo.jpg" }] }.');
}

/** A photo that is not named by its id, which is a number. @throws PhotoseekError `bad-argument` */
export function checkPhoto(photo: unknown): void {
  checkOneOf(
    'A photo without its number',
    photo,
    { externalId: TEXT },
    'Write photo(7) or photo({ externalId: "sku-4711" }).',
  );
}

/** An object must have exactly one of some properties, and nothing else. */
export function checkOneOf(
  name: string,
  value: unknown,
  checks: Readonly<Record<string, AnyCheck>>,
  hint: string,
): void {
  const given = isObject(value) ? Object.entries(value) : [];
  const [first, ...others] = given.filter(([, one]) => one !== undefined);
  const check = first && Object.hasOwn(checks, first[0]) ? checks[first[0]] : undefined;
  if (first !== undefined && check !== undefined && others.length === 0) {
    checkArgument(first[0], first[1], check);
    return;
  }
  const expected = Object.keys(checks).map((key) => `{ ${key} }`);
  const keys = given.length === 0 ? '{}' : `{ ${given.map(([key]) => key).join(', ')} }`;
  const got = isObject(value) ? keys : showValue(value);
  throw new PhotoseekError('bad-argument', `${name} must be ${expected.join(' or ')}, got ${got}.`, { hint });
}
