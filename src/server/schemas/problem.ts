import { z } from 'zod';

/** An error, as RFC 9457 wants it. */
export const ProblemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: 'A stable URN made of the code.', example: 'urn:photoseek:problem:photo-not-found' }),
    title: z.string().meta({ example: 'Photo not found' }),
    status: z.int().meta({ example: 404 }),
    detail: z.string().meta({
      description: 'What was expected and what came, in a sentence.',
      example: 'There is no photo with id 7 in this library.',
    }),
    code: z
      .string()
      .meta({ description: 'Stable; programs compare this. docs/http.md lists all.', example: 'photo-not-found' }),
    hint: z.string().optional().meta({ description: 'What to do about it.' }),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' });
