import { z } from 'zod';
import { defineOperation } from '../app/operation.js';
import { PICTURE_PROBLEMS } from '../errors/common-problems.js';
import { integerParameter, photoIdParameters } from '../schemas/basics.js';
import { FacetsSchema, SuggestionsSchema, SuggestQuerySchema } from '../schemas/overview.js';
import {
  queryParameter,
  SearchRequestSchema,
  SearchResponseSchema,
  SearchUploadSchema,
  searchParameters,
} from '../schemas/search.js';
import { answer, facets } from './examples.js';

const tag = 'Searching';
const QUERY_PROBLEMS = [
  'empty-query',
  'bad-query',
  'photo-not-found',
  'path-not-found',
  'url-queries-off',
  'url-refused',
  'url-failed',
] as const;
const answers = {
  200: { description: 'The photos, best first or as sorted.', schema: SearchResponseSchema, example: answer },
};
const bodyExamples = {
  words: { q: 'a boat on the water', limit: 20 },
  combined: {
    terms: [{ id: 7 }, { text: 'in the snow', weight: 0.7 }, { text: 'people', weight: -0.5 }],
    filters: 'taken:2023',
  },
};

export const searchByWords = defineOperation({
  id: 'searchByWords',
  method: 'get',
  path: '/api/v1/search',
  tag,
  summary: 'Find photos by describing them',
  description: 'For the simple case. Pictures and weights as data are for POST.',
  scope: 'search',
  query: z.object({ q: queryParameter.default(''), ...searchParameters }),
  answers,
  problems: [...QUERY_PROBLEMS, ...PICTURE_PROBLEMS],
});

export const search = defineOperation({
  id: 'search',
  method: 'post',
  path: '/api/v1/search',
  tag,
  summary: 'Find photos by words, pictures and filters together',
  description:
    'The whole query, as JSON; pictures in base64, or beside the query in a multipart body. What `q`, `terms` and `filters` say holds together.',
  scope: 'search',
  body: SearchRequestSchema,
  bodyExamples,
  upload: SearchUploadSchema,
  answers,
  problems: [...QUERY_PROBLEMS, ...PICTURE_PROBLEMS],
});

export const searchByImage = defineOperation({
  id: 'searchByImage',
  method: 'post',
  path: '/api/v1/search/by-image',
  tag,
  summary: 'Find photos that look like a picture',
  description:
    'One picture as the multipart field `image`, of 50 MB at most. Files with exactly its bytes come first, marked `identical`.',
  scope: 'search',
  query: z.object(searchParameters),
  upload: z
    .object({ image: z.file().meta({ override: { type: 'string', format: 'binary' } }) })
    .meta({ id: 'PictureUpload' }),
  answers,
  problems: [...QUERY_PROBLEMS, ...PICTURE_PROBLEMS],
});

export const findSimilar = defineOperation({
  id: 'findSimilar',
  method: 'get',
  path: '/api/v1/similar/{id}',
  tag,
  summary: 'Find photos that look like one of the library',
  scope: 'search',
  params: photoIdParameters,
  query: z.object(searchParameters),
  answers,
  problems: ['photo-not-found', 'bad-query'],
});

export const countFacets = defineOperation({
  id: 'countFacets',
  method: 'get',
  path: '/api/v1/facets',
  tag,
  summary: 'Count by year, camera, folder, place and tag',
  description: 'Over the relevant set of a query or, without one, everything.',
  scope: 'search',
  query: z.object({
    q: queryParameter.optional(),
    ...searchParameters,
    limit: integerParameter('limit', 1, 1000, { description: 'Has no meaning here.', example: 20 }).optional(),
  }),
  answers: { 200: { description: 'The counts.', schema: FacetsSchema, example: facets } },
  problems: [...QUERY_PROBLEMS, ...PICTURE_PROBLEMS],
});

export const countFacetsOf = defineOperation({
  id: 'countFacetsOf',
  method: 'post',
  path: '/api/v1/facets',
  tag,
  summary: 'The same for a query as data',
  scope: 'search',
  body: SearchRequestSchema,
  bodyExamples,
  upload: SearchUploadSchema,
  answers: { 200: { description: 'The counts.', schema: FacetsSchema, example: facets } },
  problems: [...QUERY_PROBLEMS, ...PICTURE_PROBLEMS],
});

export const suggest = defineOperation({
  id: 'suggest',
  method: 'get',
  path: '/api/v1/suggest',
  tag,
  summary: 'Complete what is being typed',
  scope: 'search',
  query: SuggestQuerySchema,
  answers: {
    200: {
      description: 'The likeliest first.',
      schema: SuggestionsSchema,
      example: { suggestions: [{ kind: 'place', label: 'Zürich', query: 'a boat near:Zürich', count: 12 }] },
    },
  },
  problems: [],
});
