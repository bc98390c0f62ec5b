import { toLooseWords } from '../../model/comparison-key.js';
import type { Condition, NumberRange } from '../../model/filter.js';
import { COLOURS, LEAST_THING_SHARE } from '../../model/look.js';
import { SENSITIVE_CONTENTS } from '../compile-scope.js';
import { packShares } from '../pack-look.js';
import type { Compiled, Parameter } from './compiled.js';
import { toFrameExpression } from './frame-words.js';

/** Some text stands in one of its frames. */
export const HAS_TEXT = `photo.content_id IN (SELECT frame.content_id FROM frame_text CROSS JOIN frame ON frame.id = frame_text.frame_id)`;

/** Some text in one of its frames has the number of a card, an account or an identity document. */
export const IS_SENSITIVE = `photo.content_id IN (${SENSITIVE_CONTENTS})`;

/**
 * A region is a thing. The second condition selects the index `region_label`: SQLite does not conclude from another kind that it is not that of whole
 * frames, and would read all of these.
 * @param region its table, or the name that the statement gives it
 */
export function isObject(region: string): string {
  return `${region}.kind = 'object' AND ${region}.kind <> 'whole'`;
}

/** Faces, without those of which a user has said that they are none: these alone are grouped and have no person. */
const FACES = `SELECT region.content_id FROM face CROSS JOIN region ON region.id = face.region_id
  WHERE (face.person_id IS NOT NULL OR face.is_grouped = 0)`;

/** A face was found in one of its frames. */
export const HAS_FACE = `photo.content_id IN (${FACES})`;

/** Photos one of whose frames shows so many faces. */
export function compileFaces({ range }: Extract<Condition, { field: 'faces' }>): Compiled {
  return compileCount(FACES, [], range);
}

/** Photos with a face of a person in whose name these words stand. The function `loose_words` must be known to the connection. */
export function compileNamedFace(name: string): Compiled {
  return {
    sql: `photo.content_id IN (SELECT region.content_id FROM person CROSS JOIN face ON face.person_id = person.id
      CROSS JOIN region ON region.id = face.region_id WHERE person.name IS NOT NULL AND instr(loose_words(person.name), ?))`,
    parameters: [toLooseWords(name)],
  };
}

/** Photos one of whose frames has a text with all of the words. */
export function compileFrameText(value: string): Compiled {
  const words = value.split(/\s+/).map((text) => ({ text, isPrefix: false }));
  return {
    sql: `photo.content_id IN (SELECT frame.content_id FROM frame_words CROSS JOIN frame_text ON frame_text.id = frame_words.rowid
      CROSS JOIN frame ON frame.id = frame_text.frame_id WHERE frame_words MATCH ?)`,
    parameters: [toFrameExpression(words)],
  };
}

/** {@link LEAST_THING_SHARE} as it is stored. */
const LEAST_BYTE = `X'${packShares([LEAST_THING_SHARE]).toString('hex')}'`;

/** Photos one of whose frames shows so many things of a class, and of a colour. */
export function compileObject({ value, range, colour }: Extract<Condition, { field: 'object' }>): Compiled {
  // Bytes are compared as texts are: of two, the larger comes later.
  const hasColour =
    colour === undefined ? '' : `AND substr(colours, ${COLOURS.indexOf(colour) + 1}, 1) >= ${LEAST_BYTE}`;
  const found = `SELECT region.content_id FROM region WHERE ${isObject('region')} AND label = ? ${hasColour}`;
  return compileCount(found, [value], range);
}

/** @param found a statement that gives the photo of each region */
function compileCount(found: string, parameters: readonly Parameter[], { min, max }: NumberRange): Compiled {
  const counted = `${found} GROUP BY region.content_id, region.frame_id HAVING count(*)`;
  const most = max ?? Number.MAX_SAFE_INTEGER;
  // None is few, too.
  if (min === null || min <= 0)
    return { sql: `photo.content_id NOT IN (${counted} > ?)`, parameters: [...parameters, most] };
  if (min === 1 && max === null) return { sql: `photo.content_id IN (${found})`, parameters: [...parameters] };
  return { sql: `photo.content_id IN (${counted} BETWEEN ? AND ?)`, parameters: [...parameters, min, most] };
}
