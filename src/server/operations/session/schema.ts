import { z } from 'zod';
import { KEY_SCOPES } from '../../../library/types/key-ring.js';
import { milliseconds } from '../shared/parameters.js';

export const SignInSchema = z
  .strictObject({
    key: z.string().min(1).max(200).optional().meta({ example: 'psk_0123456789abcdefghijABCDEFGHIJ0123456789abc' }),
    code: z.string().min(1).max(200).optional().meta({
      description: 'Of an invitation, in the place of a key.',
      example: 'q3Vb0mY1sWc8dR5tN7uKx2Za4Le6',
    }),
  })
  .refine(({ key, code }) => (key === undefined) !== (code === undefined), {
    message: 'The body must have either key or code.',
  })
  .meta({ id: 'SignIn' });

export const InvitationSchema = z
  .object({
    code: z.string().nullable().meta({ description: '`null`: this server requires no key.' }),
    expiresAtMs: milliseconds.nullable(),
    addresses: z.array(z.string()).meta({
      description: 'Of the page, as other devices open it; none where only this machine reaches the server.',
      example: ['http://192.168.1.20:7878/'],
    }),
  })
  .meta({ id: 'Invitation', description: 'Lets another device in once, with the same key.' });

export const SessionSchema = z
  .object({
    needsKey: z.boolean().meta({ description: 'Whether this server requires keys.' }),
    signedIn: z.boolean().meta({
      description: 'Whether this request is authenticated: it has a key or a session, or none is required.',
    }),
    name: z.string().nullable().meta({ description: 'Name of the key.', example: 'tablet' }),
    scopes: z.array(z.enum(KEY_SCOPES)).meta({ example: ['search'] }),
    folder: z.string().nullable().meta({ description: 'Only photos below it are visible; `null`: all.' }),
    features: z.object({
      urlQueries: z.boolean().meta({ description: 'Terms may be addresses of images.' }),
      changes: z.boolean().meta({
        description:
          'The library can be changed here. `false`: this server answers from what libraries have published, and refuses index runs and changes (`not-owner`).',
      }),
    }),
    version: z.string().meta({ example: '0.1.0' }),
  })
  .meta({ id: 'Session', description: 'What the client may do.' });
