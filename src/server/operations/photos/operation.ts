import { defineOperation } from '../../app/operation.js';
import { photo } from '../shared/examples.js';
import { photoIdParameters } from '../shared/parameters.js';
import { PhotoDetailSchema } from './schema.js';

const tag = 'Photos';

export const getPhoto = defineOperation({
  id: 'getPhoto',
  method: 'get',
  path: '/api/v1/photos/{id}',
  tag,
  summary: 'Get the metadata and tags of a photo',
  scope: 'search',
  params: photoIdParameters,
  responses: {
    200: {
      description: 'The photo; `links.similar` leads to its nearest neighbours.',
      schema: PhotoDetailSchema,
      example: { ...photo, tags: [{ name: 'boat', score: 0.83 }] },
    },
  },
  problems: ['photo-not-found'],
});

export const getOriginal = defineOperation({
  id: 'getOriginal',
  method: 'get',
  path: '/api/v1/photos/{id}/original',
  tag,
  summary: 'Get the file of a photo',
  scope: 'search',
  params: photoIdParameters,
  responses: {
    200: {
      description: 'The whole file.',
      mediaType: ['image/*', 'application/octet-stream'],
      headers: { 'Accept-Ranges': 'bytes' },
    },
    206: { description: 'The requested `Range`.', mediaType: ['image/*', 'application/octet-stream'] },
    304: { description: 'Not modified.' },
    412: { description: 'A precondition of the request (`If-Match`, `If-Unmodified-Since`) failed.' },
  },
  problems: ['photo-not-found', 'original-missing', 'range-not-satisfiable'],
});
