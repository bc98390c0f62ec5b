import { defineOperation } from '../../app/operation.js';
import { DocumentSchema } from './schema.js';

export const getDocument = defineOperation({
  id: 'getDocument',
  method: 'get',
  path: '/api/v1/openapi.json',
  tag: 'Operations',
  summary: 'Get this document',
  scope: null,
  responses: { 200: { description: 'OpenAPI 3.1.', schema: DocumentSchema, example: { openapi: '3.1.0' } } },
  problems: [],
});
