import { defineOperation } from '../../app/operation.js';
import { InvitationSchema, SessionSchema, SignInSchema } from './schema.js';

const tag = 'Access';
const path = '/api/v1/session';
const example = {
  needsKey: true,
  signedIn: true,
  name: 'tablet',
  scopes: ['search'],
  folder: null,
  features: { urlQueries: false, changes: true },
  version: '0.1.0',
};

export const getSession = defineOperation({
  id: 'getSession',
  method: 'get',
  path,
  tag,
  summary: 'Get the permissions of the client',
  scope: null,
  responses: { 200: { description: 'Also without a key.', schema: SessionSchema, example } },
  problems: [],
});

export const signIn = defineOperation({
  id: 'signIn',
  method: 'post',
  path,
  tag,
  summary: 'Sign in with a key',
  description:
    'For pages: from now on a cookie that scripts cannot read replaces the key. Programs send `Authorization: Bearer KEY` instead.',
  scope: null,
  body: SignInSchema,
  bodyExamples: { key: { key: 'psk_0123456789abcdefghijABCDEFGHIJ0123456789abc' } },
  responses: {
    200: {
      description: 'Signed in.',
      schema: SessionSchema,
      example,
      headers: { 'Set-Cookie': 'The session; HttpOnly, SameSite=Strict.' },
    },
  },
  problems: ['key-invalid'],
});

export const invite = defineOperation({
  id: 'invite',
  method: 'post',
  path: `${path}/invitations`,
  tag,
  summary: 'Let another device in',
  description:
    'The code starts one session with the key of this request, within five minutes. Behind the `#` of an address of the page, `#code=CODE`, it signs the device in that opens it.',
  scope: 'search',
  responses: {
    201: {
      description: 'A code, and where the page is opened.',
      schema: InvitationSchema,
      example: {
        code: 'q3Vb0mY1sWc8dR5tN7uKx2Za4Le6',
        expiresAtMs: 1_700_000_300_000,
        addresses: ['http://192.168.1.20:7878/'],
      },
    },
  },
  problems: [],
});

export const signOut = defineOperation({
  id: 'signOut',
  method: 'delete',
  path,
  tag,
  summary: 'Sign out',
  scope: null,
  responses: { 204: { description: 'Signed out, or was not signed in.' } },
  problems: [],
});
