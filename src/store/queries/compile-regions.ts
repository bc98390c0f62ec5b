import { toLooseWords } from '../../model/comparison-key.js';
import type { Condition } from '../../model/filter.js';
import { SENSITIVE_CONTENTS } from '../compile-scope.js';
import type { Compiled } from './compiled.js';
import { toFrameExpression } from './frame-words.js';

/** Some text stands in one of its frames. */
export const HAS_TEXT = `photo.content_id IN (SELECT frame.content_id FROM frame_text CROSS JOIN frame ON frame.id = frame_text.frame_id)`;

/** Some text in one of its frames has the number of a card, an account or an identity document. */
export const IS_SENSITIVE = `photo.content_id IN (${SENSITIVE_CONTENTS})`;

/** A condition that selects `region_label`: SQLite does not conclude from another kind that it is not that of whole frames. */
const IS_PART = "kind <> 'whole'";

/** A face was found in one of its frames. */
export const HAS_FACE = `photo.content_id IN (SELECT content_id FROM region WHERE kind = 'face' AND ${IS_PART})`;

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

/** Photos one of whose frames shows so many things of a class. */
export function compileObject({ value, range }: Extract<Condition, { field: 'object' }>): Compiled {
  const { min, max } = range;
  const found = `SELECT content_id FROM region WHERE kind = 'object' AND ${IS_PART} AND label = ?`;
  if (min !== null && min > 0) {
    const isAny = min === 1 && max === null;
    const counted = isAny ? '' : ' GROUP BY content_id, frame_id HAVING count(*) >= ? AND count(*) <= ?';
    const bounds = isAny ? [] : [min, max ?? Number.MAX_SAFE_INTEGER];
    return { sql: `photo.content_id IN (${found}${counted})`, parameters: [value, ...bounds] };
  }
  // None is few, too.
  return {
    sql: `photo.content_id NOT IN (${found} GROUP BY content_id, frame_id HAVING count(*) > ?)`,
    parameters: [value, max ?? Number.MAX_SAFE_INTEGER],
  };
}
