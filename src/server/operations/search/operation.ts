import { z } from 'zod';
import { defineOperation } from '../../app/operation.js';
import { DECODING_PROBLEMS, IMAGE_PROBLEMS } from '../../errors/common-problems.js';
import { photo } from '../shared/examples.js';
import { boxParameter, photoIdParameters } from '../shared/parameters.js';
import {
  ImageUploadSchema,
  queryParameter,
  SearchRequestSchema,
  SearchResponseSchema,
  SearchUploadSchema,
  searchParameters,
} from './schema.js';

const tag = 'Searching';

/** Problems of every operation that reads a query. */
export const QUERY_PROBLEMS = [
  'empty-query',
  'bad-query',
  'photo-not-found',
  'path-not-found',
  'url-queries-disabled',
  'url-refused',
  'url-failed',
  ...IMAGE_PROBLEMS,
] as const;

/** Examples of {@link SearchRequestSchema}. */
export const queryExamples = {
  text: { q: 'a boat on the water', limit: 20 },
  combined: {
    terms: [{ id: 7 }, { text: 'in the snow', weight: 0.7 }, { text: 'people', weight: -0.5 }],
    filters: 'taken:2023',
  },
};

const responses = {
  200: {
    description: 'Photos, best first or as sorted.',
    schema: SearchResponseSchema,
    example: {
      query: 'a boat on the water',
      results: [
        {
          ...photo,
          cosine: 0.42,
          relevance: 0.8,
          matched: ['vector'],
          evidence: [
            {
              type: 'vector',
              space: 1,
              frame: { ordinal: 0, kind: 'image', atMs: null, page: null },
              region: 'whole',
              box: null,
              cosine: 0.42,
              relevance: 0.8,
            },
          ],
          identical: false,
          collapsed: [],
        },
      ],
      total: 1,
      totalPhotos: 1,
      isTotalExact: true,
      nextCursor: null,
      noGoodMatch: false,
      language: { codes: ['en'], towers: ['english'] },
      notices: [],
      tookMs: 12.4,
      timings: { encodeMs: 9.8, filterMs: 0, retrieveMs: 1.2, presentMs: 1.4 },
    },
  },
};

export const searchByText = defineOperation({
  id: 'searchByText',
  method: 'get',
  path: '/api/v1/search',
  tag,
  summary: 'Search photos by a description',
  description: 'The simple form. POST takes images and weighted terms as JSON.',
  scope: 'search',
  query: z.object({ q: queryParameter.default(''), ...searchParameters }),
  responses,
  problems: QUERY_PROBLEMS,
});

export const search = defineOperation({
  id: 'search',
  method: 'post',
  path: '/api/v1/search',
  tag,
  summary: 'Search photos by text, images and filters combined',
  description:
    'The whole query as JSON. Images are encoded in base64, or sent with the query in a multipart body. `q`, `terms` and `filters` are combined.',
  scope: 'search',
  body: SearchRequestSchema,
  bodyExamples: queryExamples,
  upload: SearchUploadSchema,
  responses,
  problems: QUERY_PROBLEMS,
});

export const searchByImage = defineOperation({
  id: 'searchByImage',
  method: 'post',
  path: '/api/v1/search/by-image',
  tag,
  summary: 'Search photos that are similar to an image',
  description:
    'One image of at most 50 MB as the multipart field `image`. Files with exactly its bytes come first, marked `identical`.',
  scope: 'search',
  query: z.object({ box: boxParameter.optional(), ...searchParameters }),
  upload: ImageUploadSchema,
  responses,
  problems: QUERY_PROBLEMS,
});

export const findSimilar = defineOperation({
  id: 'findSimilar',
  method: 'get',
  path: '/api/v1/similar/{id}',
  tag,
  summary: 'Search photos that are similar to one of the library',
  description: 'Or, with `box`, to a part of it.',
  scope: 'search',
  params: photoIdParameters,
  query: z.object({ box: boxParameter.optional(), ...searchParameters }),
  responses,
  problems: ['photo-not-found', 'bad-query', ...DECODING_PROBLEMS],
});
