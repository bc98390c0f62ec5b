import { defineOperation } from '../../app/operation.js';
import { ArchiveParameters, ArchiveRequestSchema, ArchiveSchema } from './schema.js';

const tag = 'Photos';

export const createArchive = defineOperation({
  id: 'createArchive',
  method: 'post',
  path: '/api/v1/archives',
  tag,
  summary: 'Make a zip file of photos',
  description: 'Says which files there are; its link downloads them for fifteen minutes, with the same key.',
  scope: 'search',
  body: ArchiveRequestSchema,
  bodyExamples: { two: { ids: [7, 12] } },
  responses: {
    201: {
      description: 'It can be downloaded.',
      schema: ArchiveSchema,
      example: {
        id: 'k3J9xQ2aTfE8bq0wZ1cDhg',
        files: 2,
        sizeBytes: 4_691_356,
        missing: [],
        expiresAtMs: 1_700_000_900_000,
        links: { download: '/api/v1/archives/k3J9xQ2aTfE8bq0wZ1cDhg' },
      },
      headers: { Location: 'Address of the download.' },
    },
  },
  problems: [],
});

export const getArchive = defineOperation({
  id: 'getArchive',
  method: 'get',
  path: '/api/v1/archives/{id}',
  tag,
  summary: 'Download photos as a zip file',
  description:
    'The files as they are, under their names; equal names are numbered. Files are read while they are sent. Where one fails on the way, the connection is cut.',
  scope: 'search',
  params: ArchiveParameters,
  responses: { 200: { description: 'The zip file.', mediaType: 'application/zip' } },
  problems: ['archive-not-found'],
});
