import { z } from 'zod';

/** An error as a problem document (RFC 9457). */
export const ProblemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: 'A stable URN made of the code.', example: 'urn:photoseek:problem:photo-not-found' }),
    title: z.string().meta({ example: 'Photo not found' }),
    status: z.int().meta({ example: 404 }),
    detail: z.string().meta({
      description: 'What was expected and what was got, in a sentence.',
      example: 'There is no photo with id 7 in this library.',
    }),
    code: z
      .string()
      .meta({ description: 'Stable; compare this one. docs/http.md lists all codes.', example: 'photo-not-found' }),
    hint: z.string().optional().meta({ description: 'How to resolve it.' }),
    query: z.string().optional().meta({
      description: 'Of `bad-query`: the text that could not be read, where one was: `q` or `filters`.',
      example: 'a boat camra:canon',
    }),
    suggestions: z
      .array(z.string())
      .optional()
      .meta({
        description:
          'Of `bad-query`: texts that may stand in the place of `query` or, without one, in that of the filter with the same name; the likeliest first.',
        example: ['a boat camera:canon', 'a boat "camra:canon"'],
      }),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' });
