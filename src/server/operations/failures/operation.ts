import { defineOperation } from '../../app/operation.js';
import { FailuresQuerySchema, FailuresSchema } from './schema.js';

export const listFailures = defineOperation({
  id: 'listFailures',
  method: 'get',
  path: '/api/v1/failures',
  tag: 'Indexing',
  summary: 'List files that could not be read',
  scope: 'index',
  query: FailuresQuerySchema,
  responses: {
    200: {
      description: 'In the order of their paths.',
      schema: FailuresSchema,
      example: {
        total: 1,
        failures: [{ path: '/home/me/Pictures/torn.jpg', code: 'damaged-image', message: 'The image ends early.' }],
      },
    },
  },
  problems: [],
});
