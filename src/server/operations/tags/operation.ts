import { defineOperation } from '../../app/operation.js';
import { TagsSchema } from './schema.js';

export const listTags = defineOperation({
  id: 'listTags',
  method: 'get',
  path: '/api/v1/tags',
  tag: 'Photos',
  summary: 'List the tags of all photos',
  scope: 'search',
  responses: {
    200: {
      description: 'The most frequent first.',
      schema: TagsSchema,
      example: { tags: [{ name: 'boat', group: 'vehicles', count: 12 }] },
    },
  },
  problems: [],
});
