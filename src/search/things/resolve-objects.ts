import { PhotoseekError } from '../../errors.js';
import type { Condition, Filter } from '../../model/filter.js';
import { findSpelling } from '../../runtime/find-nearest.js';
import { quoteIfNeeded } from '../query/tokenize.js';
import { splitColours } from '../query/values/colours.js';

type ObjectCondition = Extract<Condition, { field: 'object' }>;

/**
 * Translates the names of things in `object:` filters to the classes of the detector: plurals, synonyms, and words of other languages, with or without a
 * colour. Everything else stays.
 * @throws PhotoseekError `bad-query` for a name of nothing that the detector knows: it would match no photo ever
 */
export async function resolveObjects(filters: readonly Filter[]): Promise<Filter[]> {
  return Promise.all(
    filters.map(async ({ condition, negated, or }) => ({
      condition: condition.field === 'object' ? await resolveObject(condition) : condition,
      negated,
      ...(or && { or: await resolveObjects(or) }),
    })),
  );
}

async function resolveObject(condition: ObjectCondition): Promise<ObjectCondition> {
  const { OBJECT_CLASSES } = await import('../../detect/objects/classes.js');
  const classes: readonly string[] = OBJECT_CLASSES;
  if (classes.includes(condition.value)) return condition;
  const { loadObjectVocabulary } = await import('../../detect/objects/load-vocabulary.js');
  const vocabulary = loadObjectVocabulary();
  const value = vocabulary.find(condition.value);
  if (value !== undefined) return { ...condition, value };
  // Looked at later: `feu rouge` is a traffic light.
  const split = splitColours(condition.value);
  for (const { colour, rest } of split) {
    const thing = vocabulary.find(rest);
    if (thing !== undefined) return { ...condition, value: thing, colour };
  }
  throw unknownObject(condition.value, findSpelling(condition.value, classes) ?? findColoured(split, classes));
}

/** The nearest name behind a colour. */
function findColoured(split: ReturnType<typeof splitColours>, classes: readonly string[]): string | undefined {
  for (const { colour, rest } of split) {
    const nearest = findSpelling(rest, classes);
    if (nearest !== undefined) return `${colour} ${nearest}`;
  }
  return undefined;
}

function unknownObject(name: string, nearest: string | undefined): PhotoseekError {
  const suggestion = nearest === undefined ? undefined : `object:${quoteIfNeeded(nearest)}`;
  return new PhotoseekError(
    'bad-query',
    `object: must be one of the 80 things that can be found in photos, such as dog, cup or car, got ${JSON.stringify(name)}.`,
    {
      hint:
        suggestion === undefined
          ? `Leave out the filter: any words describe a photo, for example ${name}`
          : `Did you mean ${suggestion}?`,
      details: { value: name, suggestion: suggestion ?? null },
    },
  );
}
