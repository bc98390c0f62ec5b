import { defineOperation } from '../../app/operation.js';
import { QUERY_PROBLEMS, queryExamples } from '../search/operation.js';
import { SearchRequestSchema, SearchUploadSchema } from '../search/schema.js';
import { FacetsQuerySchema, FacetsSchema } from './schema.js';

const tag = 'Searching';
const responses = {
  200: {
    description: 'The counts.',
    schema: FacetsSchema,
    example: {
      total: 120,
      years: [{ label: '2023', count: 120, filter: 'taken:2023' }],
      months: [],
      undated: [],
      kinds: [
        { label: 'photo', count: 112, filter: 'is:photo' },
        { label: 'video', count: 8, filter: 'is:video' },
      ],
      cameras: [{ label: 'Canon EOS 5D', count: 80, filter: 'camera:"Canon EOS 5D"' }],
      folders: [],
      folderPath: [{ label: 'Pictures', count: 120, filter: 'in:/home/me/Pictures' }],
      countries: [{ label: 'Switzerland', count: 60, filter: 'country:CH' }],
      cities: [],
      tags: [],
      keywords: [],
      people: [{ label: 'Anna', count: 34, filter: 'person:Anna' }],
      objects: [{ label: 'dog', count: 31, filter: 'object:dog' }],
    },
  },
};

export const countFacets = defineOperation({
  id: 'countFacets',
  method: 'get',
  path: '/api/v1/facets',
  tag,
  summary: 'Count photos by year, camera, folder, place, tag, person and thing',
  description: 'Over the relevant set of a query or, without one, the whole library.',
  scope: 'search',
  query: FacetsQuerySchema,
  responses,
  problems: QUERY_PROBLEMS,
});

export const countFacetsOf = defineOperation({
  id: 'countFacetsOf',
  method: 'post',
  path: '/api/v1/facets',
  tag,
  summary: 'Count photos by year, camera, folder, place, tag, person and thing for a query as JSON',
  scope: 'search',
  body: SearchRequestSchema,
  bodyExamples: queryExamples,
  upload: SearchUploadSchema,
  responses,
  problems: QUERY_PROBLEMS,
});
