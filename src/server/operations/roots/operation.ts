import { defineOperation } from '../../app/operation.js';
import { JobSchema } from '../jobs/schema.js';
import { job } from '../shared/examples.js';
import { AddRootSchema, RemovedSchema, RemoveRootQuerySchema, RootsSchema } from './schema.js';

const tag = 'Indexing';

export const listRoots = defineOperation({
  id: 'listRoots',
  method: 'get',
  path: '/api/v1/roots',
  tag,
  summary: 'List the roots of the library',
  scope: 'index',
  responses: {
    200: {
      description: 'In the order of their paths.',
      schema: RootsSchema,
      example: {
        roots: [
          {
            path: '/home/me/Pictures',
            files: 1012,
            failed: 2,
            addedAtMs: 1_700_000_000_000,
            isMissing: false,
            movedTo: null,
            exclude: ['*.psd'],
            hidden: false,
            followLinks: false,
            raw: 'all',
            kinds: ['photos', 'videos'],
          },
        ],
      },
    },
  },
  problems: [],
});

export const addRoot = defineOperation({
  id: 'addRoot',
  method: 'post',
  path: '/api/v1/roots',
  tag,
  summary: 'Add a root and index it',
  description: 'The rules are stored with the root. Returns the job that indexes it.',
  scope: 'admin',
  isForOwner: true,
  body: AddRootSchema,
  bodyExamples: { folder: { path: '/home/me/Pictures', exclude: ['*.psd'] } },
  responses: {
    202: {
      description: 'The run was started.',
      schema: JobSchema,
      example: job,
      headers: { Location: 'Address of the job.' },
    },
  },
  problems: ['path-not-found', 'job-running'],
});

export const removeRoot = defineOperation({
  id: 'removeRoot',
  method: 'delete',
  path: '/api/v1/roots',
  tag,
  summary: 'Remove a root from the library',
  description: 'Together with everything indexed below it. The files themselves are not touched.',
  scope: 'admin',
  isForOwner: true,
  query: RemoveRootQuerySchema,
  responses: {
    200: {
      description: 'Removed.',
      schema: RemovedSchema,
      example: { path: '/home/me/Pictures', removed: 1012, forgotten: 987 },
    },
  },
  problems: ['root-not-found', 'job-running'],
});
