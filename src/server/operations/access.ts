import { z } from 'zod';
import { defineOperation } from '../app/operation.js';
import { SessionSchema, SignInSchema } from '../schemas/access.js';
import { session } from './examples.js';

const tag = 'Access';

export const getSession = defineOperation({
  id: 'getSession',
  method: 'get',
  path: '/api/v1/session',
  tag,
  summary: 'What the one who asks may do',
  scope: null,
  answers: { 200: { description: 'Also without a key.', schema: SessionSchema, example: session } },
  problems: [],
});

export const signIn = defineOperation({
  id: 'signIn',
  method: 'post',
  path: '/api/v1/session',
  tag,
  summary: 'Sign in with a key',
  description:
    'For pages: from now on a cookie that scripts cannot read stands for the key. Programs send `Authorization: Bearer KEY` instead.',
  scope: null,
  body: SignInSchema,
  bodyExamples: { key: { key: 'psk_0123456789abcdefghijABCDEFGHIJ0123456789abc' } },
  answers: {
    200: {
      description: 'Signed in.',
      schema: SessionSchema,
      example: session,
      headers: { 'Set-Cookie': 'The session; HttpOnly, SameSite=Strict.' },
    },
  },
  problems: ['key-wrong'],
});

export const signOut = defineOperation({
  id: 'signOut',
  method: 'delete',
  path: '/api/v1/session',
  tag,
  summary: 'Sign out',
  scope: null,
  answers: { 204: { description: 'Signed out, if one was signed in.' } },
  problems: [],
});

export const checkHealth = defineOperation({
  id: 'checkHealth',
  method: 'get',
  path: '/health',
  tag: 'Operations',
  summary: 'Whether the server is up',
  scope: null,
  answers: {
    200: {
      description: 'It is. Touches neither the disk nor the model.',
      schema: z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' }),
      example: { status: 'ok', version: '0.1.0' },
    },
  },
  problems: [],
});

export const checkReadiness = defineOperation({
  id: 'checkReadiness',
  method: 'get',
  path: '/ready',
  tag: 'Operations',
  summary: 'Whether the model is loaded',
  scope: null,
  answers: {
    200: {
      description: 'It is: the next search is as fast as any.',
      schema: z.object({ status: z.literal('ready') }).meta({ id: 'Readiness' }),
      example: { status: 'ready' },
    },
  },
  problems: ['not-ready'],
});

export const getMetrics = defineOperation({
  id: 'getMetrics',
  method: 'get',
  path: '/metrics',
  tag: 'Operations',
  summary: 'Figures for Prometheus',
  scope: 'admin',
  answers: {
    200: {
      description: 'In the text format of Prometheus.',
      mediaType: 'text/plain',
      example: 'photoseek_photos 1000\n',
    },
  },
  problems: [],
});

export const getDocument = defineOperation({
  id: 'getDocument',
  method: 'get',
  path: '/api/v1/openapi.json',
  tag: 'Operations',
  summary: 'This document',
  scope: null,
  answers: {
    200: {
      description: 'OpenAPI 3.1.',
      schema: z.looseObject({ openapi: z.string() }).meta({ id: 'Document' }),
      example: { openapi: '3.1.0' },
    },
  },
  problems: [],
});
