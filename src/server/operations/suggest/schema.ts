import { z } from 'zod';
import { count, integerParameter, textParameter } from '../shared/parameters.js';

export const SuggestQuerySchema = z.object({
  q: textParameter('q', 4000, { description: 'The beginning of a query.', example: 'a boat near Zür' }).default(''),
  limit: integerParameter('limit', 1, 50, { description: 'Maximum number of completions.', example: 10 }).default(10),
});

export const SuggestionsSchema = z
  .object({
    suggestions: z.array(
      z
        .object({
          kind: z.enum(['tag', 'name', 'place', 'camera', 'keyword', 'folder', 'query', 'filter', 'example']),
          label: z.string().meta({ example: 'Zürich' }),
          query: z
            .string()
            .meta({ description: 'The whole query with the completion in it.', example: 'a boat near:Zürich' }),
          count: count.nullable(),
        })
        .meta({ id: 'Suggestion' }),
    ),
  })
  .meta({ id: 'Suggestions' });
