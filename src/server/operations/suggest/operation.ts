import { defineOperation } from '../../app/operation.js';
import { SuggestionsSchema, SuggestQuerySchema } from './schema.js';

export const suggest = defineOperation({
  id: 'suggest',
  method: 'get',
  path: '/api/v1/suggest',
  tag: 'Searching',
  summary: 'Complete the last term of a query',
  description: 'Of an empty query: examples of queries that this library answers well.',
  scope: 'search',
  query: SuggestQuerySchema,
  responses: {
    200: {
      description: 'The likeliest first.',
      schema: SuggestionsSchema,
      example: { suggestions: [{ kind: 'place', label: 'Zürich', query: 'a boat near:Zürich', count: 12 }] },
    },
  },
  problems: [],
});
