import type { z } from 'zod';
import type { KeyScope } from '../../library/types.js';
import type { ProblemCode } from '../errors/problem.js';

/** What an operation answers when it succeeds. */
export interface Answer {
  description: string;
  /** Default `application/json`, where there is a schema. */
  mediaType?: string | readonly string[];
  /** Of a JSON answer. */
  schema?: z.ZodType;
  example?: unknown;
  /** Response headers worth knowing. */
  headers?: Record<string, string>;
}

/**
 * One operation of the HTTP interface, said once: the router checks requests by it, its handler is typed by it, and the OpenAPI document
 * and `/docs` show it.
 */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  /** Names it in the document and in logs. */
  id: string;
  method: 'get' | 'post' | 'delete';
  /** The whole path, as OpenAPI writes it: `/api/v1/photos/{id}`. */
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  /** What a key must allow; `null`: anybody may ask. */
  scope: KeyScope | null;
  params?: Params;
  query?: Query;
  /** Of a JSON body. */
  body?: Body;
  bodyExamples?: Record<string, unknown>;
  /** Of a multipart body, for the document alone. */
  upload?: z.ZodType;
  answers: Record<number, Answer>;
  /** What can go wrong, beyond what can always; see `common-problems.ts`. */
  problems: readonly ProblemCode[];
}

/** Keeps the types of an operation's schemas. */
export function defineOperation<
  Params extends z.ZodType = z.ZodObject,
  Query extends z.ZodType = z.ZodObject,
  Body extends z.ZodType = z.ZodUndefined,
>(operation: Operation<Params, Query, Body>): Operation<Params, Query, Body> {
  return operation;
}
