import { defineOperation } from '../../app/operation.js';
import { photo } from '../shared/examples.js';
import { DuplicatesQuerySchema, DuplicatesSchema } from './schema.js';

export const listDuplicates = defineOperation({
  id: 'listDuplicates',
  method: 'get',
  path: '/api/v1/duplicates',
  tag: 'Photos',
  summary: 'List groups of duplicates',
  description:
    'Files with the same bytes (`exact`), the same image encoded, scaled or cropped again (`near`), mirrored or rotated (`turned`, on demand), the same scene (`similar`). Files that are not on disk now, or were changed since they were indexed, are left out.',
  scope: 'search',
  query: DuplicatesQuerySchema,
  responses: {
    200: {
      description: 'Most reclaimable bytes first.',
      schema: DuplicatesSchema,
      example: {
        total: 1,
        reclaimableBytes: 2_345_678,
        groups: [
          {
            kind: 'exact',
            members: [
              { photo, path: '/photos/2023/boat.jpg', aliases: [], cosine: 1 },
              { photo, path: '/photos/2023/boat (1).jpg', aliases: [], cosine: 1 },
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
