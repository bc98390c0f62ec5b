/** Pieces that many requests share. What comes in an address is text; each piece turns it into what it stands for, or says what it wants. */
import { z } from 'zod';
// Only for its types: what `meta` may say about a schema in the OpenAPI document.
import type {} from 'zod-openapi';

/** What a piece looks like in the document; how it is read from text is nobody's business there. */
function shownAs(schema: Record<string, unknown>) {
  return {
    override: ({ jsonSchema }: { jsonSchema: object }) => {
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
      Object.assign(jsonSchema, schema);
    },
  };
}

/** A whole number in an address, written in plain digits. */
export function integerParameter(
  name: string,
  min: number,
  max: number,
  about: { description: string; example: number },
) {
  const expected = `${name} must be a whole number from ${min} to ${max}.`;
  return z
    .string({ error: `${name} was given more than once.` })
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected))
    .meta(shownAs({ type: 'integer', minimum: min, maximum: max, ...about }));
}

/** A number in an address. */
export function numberParameter(
  name: string,
  min: number,
  max: number,
  about: { description: string; example: number },
) {
  const expected = `${name} must be a number from ${min} to ${max}.`;
  return z
    .string({ error: `${name} was given more than once.` })
    .regex(/^-?\d{1,15}(\.\d{1,15})?(e-?\d{1,2})?$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected))
    .meta(shownAs({ type: 'number', minimum: min, maximum: max, ...about }));
}

/** `true` or `false` in an address. */
export function booleanParameter(name: string, description: string) {
  return z
    .enum(['true', 'false'], { error: `${name} must be true or false.` })
    .transform((text) => text === 'true')
    .meta(shownAs({ type: 'boolean', description, example: true }));
}

/** Text in an address. */
export function textParameter(name: string, most: number, about: { description: string; example: string }) {
  return z
    .string({ error: `${name} was given more than once.` })
    .max(most, `${name} may have ${most} characters at most.`)
    .meta(about);
}

/** One of some words in an address. */
export function choiceParameter<const Choice extends string>(
  name: string,
  choices: readonly Choice[],
  description: string,
) {
  const expected = `${name} must be one of ${choices.join(', ')}.`;
  return z
    .enum(choices as readonly [Choice, ...Choice[]], { error: expected })
    .meta({ description, example: choices[0] });
}

/** The `{id}` of a photo's address. */
export const photoIdParameters = z.object({
  id: z
    .string()
    .transform((text, context) => {
      const id = Number(text);
      if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id)) return id;
      context.addIssue({
        code: 'custom',
        message: `The id of a photo is a positive whole number, not "${text}".`,
      });
      return z.NEVER;
    })
    .meta(
      shownAs({
        type: 'integer',
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The id of a photo, as results give it.',
        example: 7,
      }),
    ),
});

/** `limit` and `offset`, for lists that are read page by page. */
export const pageParameters = {
  limit: integerParameter('limit', 1, 1000, {
    description: 'How many at most; 100 when nothing is said.',
    example: 100,
  }).default(100),
  offset: integerParameter('offset', 0, 100_000_000, { description: 'How many to pass over.', example: 0 }).default(0),
};

/** Of things that are counted. */
export const count = z.int().min(0);

/** A moment. */
export const milliseconds = z
  .number()
  .meta({ description: 'Milliseconds since 1970-01-01 UTC.', example: 1_700_000_000_000 });
