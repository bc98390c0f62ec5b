import { defineOperation } from '../../app/operation.js';
import { StatsSchema } from './schema.js';

export const getStats = defineOperation({
  id: 'getStats',
  method: 'get',
  path: '/api/v1/stats',
  tag: 'Photos',
  summary: 'Get the statistics of the library',
  scope: 'search',
  responses: {
    200: {
      description: 'Counts at the moment of the request.',
      schema: StatsSchema,
      example: {
        path: '/home/me/.local/share/photoseek',
        schemaVersion: 4,
        roots: ['/home/me/Pictures'],
        running: null,
        files: 1012,
        photos: 1000,
        kinds: { image: 990, video: 10, document: 0, model: 0 },
        failures: { 'damaged-image': 2 },
        defects: { truncated: 3 },
        undecoded: 2,
        stages: ['text', 'faces'],
        faces: 340,
        dateSources: { exif: 990, mtime: 20 },
        model: { name: 'photoseek-mini-2', revision: '5b0c', dtype: 'fp32', dim: 512, vectors: 1000 },
        calibration: { source: 'model', measuredAtMs: null, photos: null, queries: null },
        diskBytes: 12_345_678,
        thumbnailBytes: 9_876_543,
        upgrade: null,
        spaces: [
          {
            ...{ id: 1, name: 'photoseek-mini-2', revision: '5b0c', dtype: 'fp32', dim: 512, subject: 'whole' },
            ...{ state: 'active', photos: 1000, vectors: 1000, missing: 0 },
          },
        ],
        index: { engine: 'exact', indexed: 1000, pending: 0 },
        lastIndexedAtMs: 1_700_000_000_000,
      },
    },
  },
  problems: [],
});
