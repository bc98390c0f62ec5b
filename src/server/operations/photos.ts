import { z } from 'zod';
import { defineOperation } from '../app/operation.js';
import { choiceParameter, integerParameter, photoIdParameters, textParameter } from '../schemas/basics.js';
import { DuplicatesQuerySchema, DuplicatesSchema, StatsSchema, TagsSchema } from '../schemas/overview.js';
import { PhotoDetailSchema } from '../schemas/photo.js';
import { photo, stats } from './examples.js';

const tag = 'Photos';

export const getPhoto = defineOperation({
  id: 'getPhoto',
  method: 'get',
  path: '/api/v1/photos/{id}',
  tag,
  summary: 'The metadata and tags of a photo',
  scope: 'search',
  params: photoIdParameters,
  answers: {
    200: {
      description: 'The photo; `links.similar` leads to its neighbours.',
      schema: PhotoDetailSchema,
      example: { ...photo, tags: [{ name: 'boat', score: 0.83 }] },
    },
  },
  problems: ['photo-not-found'],
});

export const getThumbnail = defineOperation({
  id: 'getThumbnail',
  method: 'get',
  path: '/api/v1/photos/{id}/thumbnail',
  tag,
  summary: 'A small upright picture of a photo',
  description:
    'WebP, or AVIF where `Accept` names it or `format` says so. Made once and kept. With the `v` of its link it may be kept for good; without, it is asked for again each time and answered by its ETag.',
  scope: 'search',
  params: photoIdParameters,
  query: z.object({
    edge: integerParameter('edge', 32, 2048, {
      description: 'Longest side in pixels; rounded up to 32, 320, 640, 1280 or 2048. 320 when nothing is said.',
      example: 640,
    }).default(320),
    format: choiceParameter('format', ['webp', 'avif'], 'Instead of what `Accept` says.').optional(),
    // Only makes the address differ between contents; see the links of a photo.
    v: textParameter('v', 200, { description: 'As the link of a photo has it.', example: '1sa-lq3k-8c-64' }).optional(),
  }),
  answers: {
    200: {
      description: 'The picture.',
      mediaType: ['image/webp', 'image/avif'],
      headers: { ETag: 'Strong.', 'Cache-Control': 'Private; immutable where `v` was given.' },
    },
    304: { description: 'The client has it: `If-None-Match` is its ETag.' },
  },
  problems: [
    'photo-not-found',
    'original-missing',
    'image-too-large',
    'not-an-image',
    'unsupported-format',
    'damaged-image',
    'unreadable',
    'vanished',
    'empty-file',
    'changed-while-reading',
    'decoder-crashed',
    'decoder-timeout',
  ],
});

export const getOriginal = defineOperation({
  id: 'getOriginal',
  method: 'get',
  path: '/api/v1/photos/{id}/original',
  tag,
  summary: 'The file of a photo',
  scope: 'search',
  params: photoIdParameters,
  answers: {
    200: {
      description: 'The whole file.',
      mediaType: ['image/*', 'application/octet-stream'],
      headers: { 'Accept-Ranges': 'bytes' },
    },
    206: { description: 'The part that `Range` asked for.', mediaType: ['image/*', 'application/octet-stream'] },
    304: { description: 'The client has it.' },
    412: { description: 'A condition of the request (`If-Match`, `If-Unmodified-Since`) does not hold.' },
  },
  problems: ['photo-not-found', 'original-missing', 'range-not-satisfiable'],
});

export const listDuplicates = defineOperation({
  id: 'listDuplicates',
  method: 'get',
  path: '/api/v1/duplicates',
  tag,
  summary: 'Groups of duplicates',
  description:
    'The same bytes (`exact`), the same picture encoded, scaled or cropped anew (`near`), the same scene (`similar`).',
  scope: 'search',
  query: DuplicatesQuerySchema,
  answers: {
    200: {
      description: 'The most bytes to reclaim first.',
      schema: DuplicatesSchema,
      example: {
        total: 1,
        reclaimableBytes: 2_345_678,
        groups: [
          {
            kind: 'exact',
            members: [
              { photo, path: '/photos/2023/boat.jpg', cosine: 1 },
              { photo, path: '/photos/2023/boat (1).jpg', cosine: 1 },
            ],
            reason: 'shortest name',
            reclaimableBytes: 2_345_678,
          },
        ],
      },
    },
  },
  problems: ['bad-query'],
});

export const listTags = defineOperation({
  id: 'listTags',
  method: 'get',
  path: '/api/v1/tags',
  tag,
  summary: 'Every tag that a photo has',
  scope: 'search',
  answers: {
    200: {
      description: 'The most frequent first.',
      schema: TagsSchema,
      example: { tags: [{ name: 'boat', group: 'vehicles', count: 12 }] },
    },
  },
  problems: [],
});

export const getStats = defineOperation({
  id: 'getStats',
  method: 'get',
  path: '/api/v1/stats',
  tag,
  summary: 'Counts of the library',
  scope: 'search',
  answers: { 200: { description: 'At this moment.', schema: StatsSchema, example: stats } },
  problems: [],
});
