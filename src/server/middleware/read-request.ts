import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { PhotoseekError } from '../../errors.js';
import { HttpError } from '../errors/problem.js';
import { describeField, describeParameter } from './describe-issue.js';

const MAX_JSON_BYTES = 20 * 1024 * 1024;

/**
 * Parses the query string.
 * @throws PhotoseekError `bad-argument` that names the first parameter that is invalid, repeated or unknown
 */
export function readQuery(request: Request, schema: z.ZodType): unknown {
  const parsed = toStrict(schema).safeParse({ ...request.query });
  if (parsed.success) return parsed.data;
  const known = Object.keys((schema as z.ZodObject).shape);
  throw new PhotoseekError('bad-argument', describeParameter(parsed.error.issues[0], known));
}

/** Strict variants of schemas: zod compiles each new one at its first use, which takes 0.3 ms. */
const strict = new WeakMap<z.ZodType, z.ZodType>();

function toStrict(schema: z.ZodType): z.ZodType {
  const made = strict.get(schema) ?? (schema as z.ZodObject).strict();
  strict.set(schema, made);
  return made;
}

/** Parses the parameters of the path. @throws PhotoseekError `bad-argument` */
export function readPath(request: Request, schema: z.ZodType): unknown {
  const parsed = schema.safeParse(request.params);
  if (parsed.success) return parsed.data;
  throw new PhotoseekError('bad-argument', parsed.error.issues[0]?.message ?? 'The address is invalid.');
}

/**
 * Parses a JSON body.
 * @throws PhotoseekError `bad-argument`; HttpError `unsupported-media-type`, `body-too-large`
 */
export async function readJson(request: Request, response: Response, schema: z.ZodType): Promise<unknown> {
  if (!request.is('application/json')) {
    throw new HttpError(
      'unsupported-media-type',
      `The body must be application/json, got ${request.get('Content-Type') ?? 'no Content-Type'}.`,
    );
  }
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error: unknown) => (error === undefined ? resolve() : reject(translate(error))));
  });
  return checkBody(request.body, schema);
}

/** @throws PhotoseekError `bad-argument` that names the field and what it must be */
export function checkBody(body: unknown, schema: z.ZodType): unknown {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new PhotoseekError('bad-argument', describeField(parsed.error.issues[0]));
}

const parseJson = express.json({ limit: MAX_JSON_BYTES, type: () => true, strict: false });

function translate(error: unknown): Error {
  const { type } = error as { type?: string };
  if (type === 'entity.too.large') {
    return new HttpError('body-too-large', `A JSON body must have at most ${MAX_JSON_BYTES / 1024 / 1024} MB.`, {
      hint: 'Send large images as multipart/form-data.',
    });
  }
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new HttpError('unsupported-media-type', 'The body must be UTF-8, plain or compressed with gzip or deflate.');
  }
  return new PhotoseekError('bad-argument', 'The body is not valid JSON.', { cause: error });
}
