import { defineOperation } from '../../app/operation.js';
import { HealthSchema, LivenessSchema, ReadinessSchema } from './schema.js';

const tag = 'Operations';

export const checkHealth = defineOperation({
  id: 'checkHealth',
  method: 'get',
  path: '/health',
  tag,
  summary: 'Check whether the server is up',
  scope: null,
  responses: {
    200: {
      description: 'It is, and what it answers from can be asked. Reads neither the disk nor the model.',
      schema: HealthSchema,
      example: { status: 'ok', version: '0.1.0' },
    },
  },
  problems: ['unavailable'],
});

export const checkLiveness = defineOperation({
  id: 'checkLiveness',
  method: 'get',
  path: '/live',
  tag,
  summary: 'Check whether the process answers',
  description: 'Also while its database is away, which a restart would not bring back: for what restarts servers.',
  scope: null,
  responses: {
    200: { description: 'It does.', schema: LivenessSchema, example: { status: 'alive' } },
  },
  problems: [],
});

export const checkReadiness = defineOperation({
  id: 'checkReadiness',
  method: 'get',
  path: '/ready',
  tag,
  summary: 'Check whether the model is loaded',
  scope: null,
  responses: {
    200: {
      description: 'It is: the next search is as fast as any.',
      schema: ReadinessSchema,
      example: { status: 'ready' },
    },
  },
  problems: ['not-ready', 'unavailable'],
});

export const getMetrics = defineOperation({
  id: 'getMetrics',
  method: 'get',
  path: '/metrics',
  tag,
  summary: 'Get metrics for Prometheus',
  scope: 'admin',
  isOfProcess: true,
  responses: {
    200: {
      description: 'In the text format of Prometheus. docs/http.md lists the metrics.',
      mediaType: 'text/plain',
      example:
        '# HELP photoseek_library_size Size of the library: photos, files, failures and bytes on disk, at most a minute old.\n# TYPE photoseek_library_size gauge\nphotoseek_library_size{of="photos"} 1000\n',
    },
  },
  problems: [],
});
