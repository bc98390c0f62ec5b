import type { z } from 'zod';
import type { KeyScope } from '../../library/types/key-ring.js';
import type { ProblemCode } from '../errors/problem.js';

/** A response of an operation that succeeds. */
export interface OperationResponse {
  description: string;
  /** Default `application/json`, where there is a schema. */
  mediaType?: string | readonly string[];
  /** Of a JSON response. */
  schema?: z.ZodType;
  example?: unknown;
  /** Response headers worth knowing. */
  headers?: Record<string, string>;
}

/**
 * An operation of the HTTP interface, declared once: the router validates requests by it, its handler is typed by it, and the OpenAPI
 * document and `/docs` are generated from it.
 */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  /** Its name in the document, logs and metrics. */
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** The whole path, as OpenAPI writes it: `/api/v1/photos/{id}`. */
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  /** The scope that a key must have; `null`: no key is required. */
  scope: KeyScope | null;
  /**
   * Only the machine of the library can do it: it changes the library, or is about folders there. A server of published libraries refuses it (`not-owner`).
   * Default `false`.
   */
  isForOwner?: boolean;
  /** It is about the process, and no photo: clients that were let in lately are so, too, while keys cannot be read. Default `false`. */
  isOfProcess?: boolean;
  params?: Params;
  query?: Query;
  /** Of a JSON body. */
  body?: Body;
  bodyExamples?: Record<string, unknown>;
  /** Of a multipart body, for the document alone. */
  upload?: z.ZodType;
  responses: Record<number, OperationResponse>;
  /** Problems beyond those of all operations; see `common-problems.ts`. */
  problems: readonly ProblemCode[];
}

/** Infers the types of an operation's schemas. */
export function defineOperation<
  Params extends z.ZodType = z.ZodObject,
  Query extends z.ZodType = z.ZodObject,
  Body extends z.ZodType = z.ZodUndefined,
>(operation: Operation<Params, Query, Body>): Operation<Params, Query, Body> {
  return operation;
}
