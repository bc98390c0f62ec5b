import { defineOperation } from '../../app/operation.js';
import { THUMBNAIL_PROBLEMS } from '../../errors/common-problems.js';
import { photoIdParameters } from '../shared/parameters.js';
import { PreviewQuerySchema, ThumbnailQuerySchema } from './schema.js';

export const getThumbnail = defineOperation({
  id: 'getThumbnail',
  method: 'get',
  path: '/api/v1/photos/{id}/thumbnail',
  tag: 'Photos',
  summary: 'Get a small upright image of a photo',
  description:
    'WebP; above an edge of 320 AVIF where `Accept` names it; what `format` says. Up to an edge of 320 it is there as soon as the photo is indexed; otherwise it is made once and cached. A cached thumbnail is served whether or not the original can be reached. With the `v` of its link clients may cache it for good; without, they revalidate it by its ETag, which takes no file.',
  scope: 'search',
  params: photoIdParameters,
  query: ThumbnailQuerySchema,
  responses: {
    200: {
      description: 'The thumbnail.',
      mediaType: ['image/webp', 'image/avif'],
      headers: {
        ETag: 'Strong: content hash, frame, edge and format.',
        'Cache-Control': 'Private; immutable where `v` is the content hash of the photo.',
      },
    },
    304: { description: 'Not modified: `If-None-Match` is its ETag.' },
  },
  problems: ['photo-not-found', ...THUMBNAIL_PROBLEMS],
});

export const getPreview = defineOperation({
  id: 'getPreview',
  method: 'get',
  path: '/api/v1/photos/{id}/preview',
  tag: 'Photos',
  summary: 'Get an animated image of the frames of a video, document or model',
  description:
    'A WebP of 320 pixels that shows up to twelve frames in turn and repeats. Made of their thumbnails on the first request, which takes some seconds for a video, and cached. Of a photo it shows one image.',
  scope: 'search',
  params: photoIdParameters,
  query: PreviewQuerySchema,
  responses: {
    200: {
      description: 'The animation.',
      mediaType: 'image/webp',
      headers: {
        ETag: 'Strong: content hash.',
        'Cache-Control': 'Private; immutable where `v` is the content hash of the photo.',
      },
    },
    304: { description: 'Not modified: `If-None-Match` is its ETag.' },
  },
  problems: ['photo-not-found', ...THUMBNAIL_PROBLEMS],
});
