import { defineOperation } from '../app/operation.js';
import {
  AddRootSchema,
  FailuresQuerySchema,
  FailuresSchema,
  JobSchema,
  JobsSchema,
  jobIdParameters,
  RemovedSchema,
  RemoveRootQuerySchema,
  RootsSchema,
  StartJobSchema,
} from '../schemas/indexing.js';
import { job } from './examples.js';

const tag = 'Indexing';
const root = {
  path: '/home/me/Pictures',
  files: 1012,
  failed: 2,
  addedAtMs: 1_700_000_000_000,
  isMissing: false,
  exclude: ['*.psd'],
  hidden: false,
  followLinks: false,
  raw: 'all',
};
const started = {
  description: 'The run has begun.',
  schema: JobSchema,
  example: job,
  headers: { Location: 'The job.' },
};

export const listRoots = defineOperation({
  id: 'listRoots',
  method: 'get',
  path: '/api/v1/roots',
  tag,
  summary: 'The folders the library keeps up with',
  scope: 'index',
  answers: { 200: { description: 'In the order of their paths.', schema: RootsSchema, example: { roots: [root] } } },
  problems: [],
});

export const addRoot = defineOperation({
  id: 'addRoot',
  method: 'post',
  path: '/api/v1/roots',
  tag,
  summary: 'Add a folder, and index it',
  description: 'The rules are remembered with the root. The answer is the job that indexes it.',
  scope: 'admin',
  body: AddRootSchema,
  bodyExamples: { folder: { path: '/home/me/Pictures', exclude: ['*.psd'] } },
  answers: { 202: started },
  problems: ['path-not-found', 'job-running'],
});

export const removeRoot = defineOperation({
  id: 'removeRoot',
  method: 'delete',
  path: '/api/v1/roots',
  tag,
  summary: 'Take a folder out of the library',
  description: 'With what was indexed below it. The photos themselves are not touched.',
  scope: 'admin',
  query: RemoveRootQuerySchema,
  answers: { 200: { description: 'It is out.', schema: RemovedSchema, example: { removed: 1012 } } },
  problems: ['root-not-found', 'job-running'],
});

export const listFailures = defineOperation({
  id: 'listFailures',
  method: 'get',
  path: '/api/v1/failures',
  tag,
  summary: 'Files that cannot be read',
  scope: 'index',
  query: FailuresQuerySchema,
  answers: {
    200: {
      description: 'In the order of their paths.',
      schema: FailuresSchema,
      example: {
        total: 1,
        failures: [{ path: '/home/me/Pictures/torn.jpg', code: 'damaged-image', message: 'The picture ends early.' }],
      },
    },
  },
  problems: [],
});

export const startJob = defineOperation({
  id: 'startJob',
  method: 'post',
  path: '/api/v1/jobs',
  tag,
  summary: 'Start indexing',
  scope: 'index',
  body: StartJobSchema,
  bodyExamples: { everything: {}, 'some folders': { paths: ['/home/me/Pictures/2023'], retryFailed: true } },
  answers: { 202: started },
  problems: ['no-paths', 'path-not-found', 'job-running'],
});

export const listJobs = defineOperation({
  id: 'listJobs',
  method: 'get',
  path: '/api/v1/jobs',
  tag,
  summary: 'Index runs that this server started',
  description: 'The last fifty. Runs of other processes are in `running` of the stats.',
  scope: 'index',
  answers: { 200: { description: 'The newest first.', schema: JobsSchema, example: { jobs: [job] } } },
  problems: [],
});

export const getJob = defineOperation({
  id: 'getJob',
  method: 'get',
  path: '/api/v1/jobs/{id}',
  tag,
  summary: 'How far an index run is',
  scope: 'index',
  params: jobIdParameters,
  answers: { 200: { description: 'At this moment.', schema: JobSchema, example: job } },
  problems: ['job-not-found'],
});

export const cancelJob = defineOperation({
  id: 'cancelJob',
  method: 'delete',
  path: '/api/v1/jobs/{id}',
  tag,
  summary: 'Stop an index run',
  description: 'After the pictures in flight; what was finished is kept. A run that has ended stays as it is.',
  scope: 'index',
  params: jobIdParameters,
  answers: { 202: { description: 'It is being stopped.', schema: JobSchema, example: { ...job, state: 'cancelled' } } },
  problems: ['job-not-found'],
});

export const followJob = defineOperation({
  id: 'followJob',
  method: 'get',
  path: '/api/v1/jobs/{id}/events',
  tag,
  summary: 'Follow an index run',
  description:
    'Server-sent events: `event: progress` with an IndexEvent as data, at most some ten a second, and at the end `event: end` with the Job. A comment every fifteen seconds keeps the line open. A job that has ended gives its end at once.',
  scope: 'index',
  params: jobIdParameters,
  answers: {
    200: {
      description: 'Until the run ends.',
      mediaType: 'text/event-stream',
      example:
        'event: progress\ndata: {"type":"scanning","found":12,"ratePerSecond":900,"currentPath":"/home/me/Pictures"}\n\n',
    },
  },
  problems: ['job-not-found'],
});
