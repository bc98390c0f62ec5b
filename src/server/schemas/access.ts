import { z } from 'zod';

const scopes = z.array(z.enum(['search', 'index', 'admin'])).meta({ example: ['search'] });

export const SignInSchema = z
  .strictObject({
    key: z.string().min(1).max(200).meta({ example: 'psk_0123456789abcdefghijABCDEFGHIJ0123456789abc' }),
  })
  .meta({ id: 'SignIn' });

export const SessionSchema = z
  .object({
    needsKey: z.boolean().meta({ description: 'Whether this server asks for keys at all.' }),
    signedIn: z.boolean().meta({
      description: 'Whether this request may do anything: it came with a key or a session, or none is needed.',
    }),
    name: z.string().nullable().meta({ description: 'The name of the key.', example: 'tablet' }),
    scopes,
    folder: z.string().nullable().meta({ description: 'Only photos below it can be seen; `null`: all.' }),
    features: z.object({ urlQueries: z.boolean().meta({ description: 'Terms may name pictures on the web.' }) }),
    version: z.string().meta({ example: '0.1.0' }),
  })
  .meta({ id: 'Session', description: 'What the person who asks may do here.' });
