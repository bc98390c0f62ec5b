/** Schemas that many requests share. Parameters of an address arrive as text; each schema converts its own, or says what it expects. */
import { z } from 'zod';
// Only for its types: what `meta` may say about a schema in the OpenAPI document.
import type {} from 'zod-openapi';
import { parseBox } from '../../../model/box.js';
import { quote } from '../../middleware/describe-issue.js';

/** The schema that the document shows in place of the one that reads text. */
function shownAs(schema: Record<string, unknown>) {
  return {
    override: ({ jsonSchema }: { jsonSchema: object }) => {
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
      Object.assign(jsonSchema, schema);
    },
  };
}

/** A refusal of one parameter: what it must be, and what was given. */
function expects(name: string, expected: string) {
  return {
    error: ({ input }: { input?: unknown }) => {
      if (Array.isArray(input)) return `${name} must be given once, got ${input.length} values.`;
      return `${name} must be ${expected}, got ${quote(input)}.`;
    },
  };
}

/** An integer in plain digits. */
export function integerParameter(
  name: string,
  min: number,
  max: number,
  about: { description: string; example: number },
) {
  const refusal = expects(name, `an integer from ${min} to ${max}`);
  return z
    .string(refusal)
    .regex(/^-?\d{1,15}$/, refusal)
    .transform(Number)
    .pipe(z.number().min(min, refusal).max(max, refusal))
    .meta(shownAs({ type: 'integer', minimum: min, maximum: max, ...about }));
}

/** A decimal number. */
export function numberParameter(
  name: string,
  min: number,
  max: number,
  about: { description: string; example: number },
) {
  const refusal = expects(name, `a number from ${min} to ${max}`);
  return z
    .string(refusal)
    .regex(/^-?\d{1,15}(\.\d{1,15})?(e-?\d{1,2})?$/, refusal)
    .transform(Number)
    .pipe(z.number().min(min, refusal).max(max, refusal))
    .meta(shownAs({ type: 'number', minimum: min, maximum: max, ...about }));
}

/** `true` or `false`. */
export function booleanParameter(name: string, description: string) {
  return z
    .enum(['true', 'false'], expects(name, 'true or false'))
    .transform((text) => text === 'true')
    .meta(shownAs({ type: 'boolean', description, example: true }));
}

/** Text of limited length. */
export function textParameter(name: string, maxLength: number, about: { description: string; example: string }) {
  return z
    .string(expects(name, 'text'))
    .max(maxLength, {
      error: ({ input }) => `${name} must have at most ${maxLength} characters, got ${String(input).length}.`,
    })
    .meta(about);
}

/** One of several values. */
export function choiceParameter<const Choice extends string>(
  name: string,
  choices: readonly Choice[],
  description: string,
) {
  return z
    .enum(choices as readonly [Choice, ...Choice[]], expects(name, `one of ${choices.join(', ')}`))
    .meta({ description, example: choices[0] });
}

/** The `{id}` of an address. @param of what it is the id of, with its article */
function idParameters(of: string, about: { description: string; example: number }) {
  return z.object({
    id: z
      .string()
      .transform((text, context) => {
        const id = Number(text);
        if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id)) return id;
        context.addIssue({
          code: 'custom',
          message: `The id of ${of} must be a positive integer, got ${quote(text)}.`,
        });
        return z.NEVER;
      })
      .meta(shownAs({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, ...about })),
  });
}

/** The `{id}` of a photo's address. */
export const photoIdParameters = idParameters('a photo', { description: 'Id of a photo, from a result.', example: 7 });

/** The `{id}` of a person's address. */
export const personIdParameters = idParameters('a person', { description: 'Id of a person.', example: 3 });

/** The `{id}` of a face's address. */
export const faceIdParameters = idParameters('a face', {
  description: 'Id of a face; another one after its photo was looked at anew.',
  example: 41,
});

/** Which of the images in a file is meant. */
export const frameParameter = integerParameter('frame', 0, 1_000_000, {
  description: 'Ordinal of a frame of the file. Default: the one that stands for it.',
  example: 3,
});

/** A part of an image: `x,y,width,height`. That it lies within the image is checked by the library. */
export const boxParameter = z
  .string(expects('box', 'x,y,width,height'))
  .transform((text, context) => {
    const box = parseBox(text);
    if (box !== undefined) return box;
    context.addIssue({
      code: 'custom',
      message: `box must be x,y,width,height in shares of the image, such as 0.2,0.1,0.3,0.4, got ${quote(text)}.`,
    });
    return z.NEVER;
  })
  .meta(
    shownAs({
      type: 'string',
      description:
        'Only this part of the image: x,y,width,height, shares of the upright image from its upper left corner.',
      example: '0.2,0.1,0.3,0.4',
    }),
  );

/** `limit` and `offset`, for lists that are read page by page. */
export const pageParameters = {
  limit: integerParameter('limit', 1, 1000, {
    description: 'Maximum number of entries. Default 100.',
    example: 100,
  }).default(100),
  offset: integerParameter('offset', 0, 100_000_000, {
    description: 'Number of entries to skip. Default 0.',
    example: 0,
  }).default(0),
};

/** How many of something there are. */
export const count = z.int().min(0);

/** A point in time. */
export const milliseconds = z
  .number()
  .meta({ description: 'Milliseconds since 1970-01-01 UTC.', example: 1_700_000_000_000 });
