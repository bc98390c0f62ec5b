import type { Request } from 'express';
import { z } from 'zod';
import { PhotoseekError } from '../errors.js';

/** A whole number in an address, written in plain digits. */
function integerParameter(name: string, min: number, max: number) {
  const expected = `${name} must be a whole number from ${min} to ${max}.`;
  return z
    .string({ error: `${name} was given more than once.` })
    .regex(/^\d+$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
}

/** `limit`: how many results at most. */
export const limitParameter = integerParameter('limit', 1, 1000).default(20);

/** `edge`: the longest side of a thumbnail in pixels. */
export const edgeParameter = integerParameter('edge', 32, 2048).default(320);

/**
 * Reads the query string by a schema.
 * @throws PhotoseekError `bad-argument` that names the first wrong parameter, a repeated one or an unknown one
 */
export function readParameters<Schema extends z.ZodObject>(request: Request, schema: Schema): z.infer<Schema> {
  const parsed = schema.strict().safeParse({ ...request.query });
  if (parsed.success) return parsed.data as z.infer<Schema>;
  throw new PhotoseekError('bad-argument', describeIssue(parsed.error.issues[0], Object.keys(schema.shape)));
}

function describeIssue(issue: z.core.$ZodIssue | undefined, known: string[]): string {
  if (issue?.code !== 'unrecognized_keys') return issue?.message ?? 'A parameter is wrong.';
  const names = issue.keys.map((key) => `"${key}"`).join(', ');
  const isAre = issue.keys.length === 1 ? `parameter ${names} is` : `parameters ${names} are`;
  return `The ${isAre} not known here. Known: ${known.join(', ') || 'none'}.`;
}

/**
 * The `:id` of a photo's address.
 * @throws PhotoseekError `bad-argument`
 */
export function readPhotoId(request: Request): number {
  const text = String(request.params['id']);
  const id = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new PhotoseekError('bad-argument', `The id of a photo is a positive whole number, not "${text}".`);
}
