import { defineOperation } from '../../app/operation.js';
import { job } from '../shared/examples.js';
import { JobSchema, JobsSchema, jobIdParameters, StartJobSchema } from './schema.js';

const tag = 'Indexing';

export const startJob = defineOperation({
  id: 'startJob',
  method: 'post',
  path: '/api/v1/jobs',
  tag,
  summary: 'Start an index run',
  scope: 'index',
  isForOwner: true,
  body: StartJobSchema,
  bodyExamples: { everything: {}, 'some folders': { paths: ['/home/me/Pictures/2023'], retryFailed: true } },
  responses: {
    202: {
      description: 'The run was started.',
      schema: JobSchema,
      example: job,
      headers: { Location: 'Address of the job.' },
    },
  },
  problems: ['no-paths', 'path-not-found', 'job-running'],
});

export const listJobs = defineOperation({
  id: 'listJobs',
  method: 'get',
  path: '/api/v1/jobs',
  tag,
  summary: 'List index runs that this server started',
  description: 'The last fifty. `running` of the statistics shows runs of other processes.',
  scope: 'index',
  responses: { 200: { description: 'The newest first.', schema: JobsSchema, example: { jobs: [job] } } },
  problems: [],
});

export const getJob = defineOperation({
  id: 'getJob',
  method: 'get',
  path: '/api/v1/jobs/{id}',
  tag,
  summary: 'Get the progress of an index run',
  scope: 'index',
  params: jobIdParameters,
  responses: { 200: { description: 'Its state at the moment of the request.', schema: JobSchema, example: job } },
  problems: ['job-not-found'],
});

export const cancelJob = defineOperation({
  id: 'cancelJob',
  method: 'delete',
  path: '/api/v1/jobs/{id}',
  tag,
  summary: 'Cancel an index run',
  description:
    'It stops after the images in flight; finished work stays in the library. A run that has ended is not changed.',
  scope: 'index',
  isForOwner: true,
  params: jobIdParameters,
  responses: {
    202: { description: 'It is being cancelled.', schema: JobSchema, example: { ...job, state: 'cancelled' } },
  },
  problems: ['job-not-found'],
});

export const followJob = defineOperation({
  id: 'followJob',
  method: 'get',
  path: '/api/v1/jobs/{id}/events',
  tag,
  summary: 'Follow an index run',
  description:
    'Server-sent events: `event: progress` with an IndexEvent as data, at most about ten a second, and finally `event: end` with the Job. A comment every fifteen seconds keeps the connection open. For a job that has ended, `end` is sent at once.',
  scope: 'index',
  params: jobIdParameters,
  responses: {
    200: {
      description: 'A stream until the run ends.',
      mediaType: 'text/event-stream',
      example:
        'event: progress\ndata: {"type":"scanning","found":12,"ratePerSecond":900,"currentPath":"/home/me/Pictures"}\n\n',
    },
  },
  problems: ['job-not-found'],
});
