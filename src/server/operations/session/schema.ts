import { z } from 'zod';

export const SignInSchema = z
  .strictObject({
    key: z.string().min(1).max(200).meta({ example: 'psk_0123456789abcdefghijABCDEFGHIJ0123456789abc' }),
  })
  .meta({ id: 'SignIn' });

export const SessionSchema = z
  .object({
    needsKey: z.boolean().meta({ description: 'Whether this server requires keys.' }),
    signedIn: z.boolean().meta({
      description: 'Whether this request is authenticated: it has a key or a session, or none is required.',
    }),
    name: z.string().nullable().meta({ description: 'Name of the key.', example: 'tablet' }),
    scopes: z.array(z.enum(['search', 'index', 'admin', 'embed'])).meta({ example: ['search'] }),
    folder: z.string().nullable().meta({ description: 'Only photos below it are visible; `null`: all.' }),
    features: z.object({ urlQueries: z.boolean().meta({ description: 'Terms may be addresses of images.' }) }),
    version: z.string().meta({ example: '0.1.0' }),
  })
  .meta({ id: 'Session', description: 'What the client may do.' });
