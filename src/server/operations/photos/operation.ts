import { defineOperation } from '../../app/operation.js';
import { DECODING_PROBLEMS } from '../../errors/common-problems.js';
import { photo } from '../shared/examples.js';
import { photoIdParameters } from '../shared/parameters.js';
import {
  FramesSchema,
  FullQuerySchema,
  PhotoDetailSchema,
  RegionsQuerySchema,
  RegionsSchema,
  WhereQuerySchema,
  WhereSchema,
} from './schema.js';

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

export const getFrames = defineOperation({
  id: 'getFrames',
  method: 'get',
  path: '/api/v1/photos/{id}/frames',
  tag,
  summary: 'List the images inside a file',
  description:
    'The indexed frames of a video with their times, the pages of a document, the views of a model; of a photo, its image.',
  scope: 'search',
  params: photoIdParameters,
  responses: {
    200: {
      description: 'The frames, in their order.',
      schema: FramesSchema,
      example: {
        frames: [
          {
            ...{ ordinal: 0, kind: 'video', atMs: 1200, page: null, label: null, width: 1920, height: 1080 },
            links: {
              thumbnail: '/api/v1/photos/7/thumbnail?v=9f86d081884c7d65&frame=0',
              full: '/api/v1/photos/7/full?v=9f86d081884c7d65&frame=0',
            },
          },
        ],
      },
    },
  },
  problems: ['photo-not-found'],
});

export const getRegions = defineOperation({
  id: 'getRegions',
  method: 'get',
  path: '/api/v1/photos/{id}/regions',
  tag,
  summary: 'List the lines of text and the things found in a photo',
  description: 'Those that index runs have found: which kinds, depends on the stages that the library has.',
  scope: 'search',
  params: photoIdParameters,
  query: RegionsQuerySchema,
  responses: {
    200: {
      description: 'The regions, frame by frame; lines of text in reading order.',
      schema: RegionsSchema,
      example: {
        regions: [
          {
            ...{ frame: 0, kind: 'text', label: 'Invoice 2024', score: 0.98 },
            box: { x: 0.12, y: 0.08, width: 0.3, height: 0.05 },
          },
        ],
      },
    },
  },
  problems: ['photo-not-found'],
});

export const getWhere = defineOperation({
  id: 'getWhere',
  method: 'get',
  path: '/api/v1/photos/{id}/where',
  tag,
  summary: 'Find where something lies in a photo',
  description:
    'For each term of `q` by itself, a heat map over the image and the best box. Computed for each request: with the model that ships in less than a second, with others in a few.',
  scope: 'search',
  params: photoIdParameters,
  query: WhereQuerySchema,
  responses: {
    200: {
      description: 'The places, by term.',
      schema: WhereSchema,
      example: {
        rows: 2,
        columns: 3,
        terms: [
          {
            text: 'a dog',
            cells: [0, 0.1, 0.2, 0.1, 0.4, 1],
            box: { x: 0.667, y: 0.5, width: 0.333, height: 0.5 },
            cosine: 0.21,
          },
        ],
      },
    },
  },
  problems: ['photo-not-found', 'empty-query', 'bad-query', ...DECODING_PROBLEMS],
});

export const getFull = defineOperation({
  id: 'getFull',
  method: 'get',
  path: '/api/v1/photos/{id}/full',
  tag,
  summary: 'Get an image of a photo in full size that browsers show',
  description:
    'The file itself where browsers show its format; of others (HEIC, RAW, TIFF …) an upright JPEG of the same size, which is made for each request. Of a video, document or model, the frame that `frame` names. More than 100 megapixels are scaled down to as many. With the `v` of its link clients may cache it for good.',
  scope: 'search',
  params: photoIdParameters,
  query: FullQuerySchema,
  responses: {
    200: {
      description: 'The image.',
      mediaType: 'image/*',
      headers: { 'Cache-Control': 'Private; immutable where `v` is the content hash of the photo.' },
    },
    206: { description: 'The requested `Range` of the file itself.', mediaType: 'image/*' },
    304: { description: 'Not modified.' },
    412: { description: 'A precondition of the request (`If-Match`, `If-Unmodified-Since`) failed.' },
  },
  problems: ['photo-not-found', 'range-not-satisfiable', ...DECODING_PROBLEMS],
});

export const getMotion = defineOperation({
  id: 'getMotion',
  method: 'get',
  path: '/api/v1/photos/{id}/motion',
  tag,
  summary: 'Get the film of a motion photo',
  description:
    'Photos with a film have `motion`, and `links.motion` leads here. The film is sent from inside the file of the photo, whole or a `Range`.',
  scope: 'search',
  params: photoIdParameters,
  responses: {
    200: { description: 'The whole film.', mediaType: 'video/*', headers: { 'Accept-Ranges': 'bytes' } },
    206: { description: 'The requested `Range`.', mediaType: 'video/*' },
    304: { description: 'Not modified.' },
    412: { description: 'A precondition of the request (`If-Match`, `If-Unmodified-Since`) failed.' },
  },
  problems: ['photo-not-found', 'original-missing', 'range-not-satisfiable'],
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
      mediaType: ['image/*', 'video/*', 'application/pdf', 'application/octet-stream'],
      headers: { 'Accept-Ranges': 'bytes' },
    },
    206: {
      description: 'The requested `Range`.',
      mediaType: ['image/*', 'video/*', 'application/pdf', 'application/octet-stream'],
    },
    304: { description: 'Not modified.' },
    412: { description: 'A precondition of the request (`If-Match`, `If-Unmodified-Since`) failed.' },
  },
  problems: ['photo-not-found', 'original-missing', 'range-not-satisfiable'],
});
