import { defineOperation } from '../../app/operation.js';
import { photo } from '../shared/examples.js';
import { OverviewSchema } from './schema.js';

export const getOverview = defineOperation({
  id: 'getOverview',
  method: 'get',
  path: '/api/v1/overview',
  tag: 'Searching',
  summary: 'Look at what is in the library',
  description: 'The newest months, the most frequent places and things, each with photos that show it.',
  scope: 'search',
  responses: {
    200: {
      description: 'While an index run writes, that of a large library may be some seconds old.',
      schema: OverviewSchema,
      example: {
        total: 120,
        months: [{ label: '2023-06', count: 12, filter: 'taken:2023-06', photos: [photo] }],
        undated: [],
        places: [{ label: 'Zürich', count: 60, filter: 'city:Zürich', photos: [photo] }],
        things: [{ label: 'boat', count: 9, filter: 'tag:boat', photos: [photo] }],
      },
    },
  },
  problems: [],
});
