import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { notOwner } from '../../errors.js';
import type { Library, PhotoReader } from '../../library/types/library.js';
import { bindToSpan, traced } from '../../runtime/tracing/trace.js';
import type { Access, Identity } from '../access/access.js';
import { refuseOtherMethods } from '../errors/handle-error.js';
import { limitTime } from '../middleware/limit-time.js';
import { readJson, readPath, readQuery } from '../middleware/read-request.js';
import type { WorkQueue } from '../middleware/work-queue.js';
import type { Operation } from './operation.js';
import { sendJson } from './send-json.js';

/** A request that was authorised and parsed. */
export interface Context<Params = unknown, Query = unknown, Body = unknown> {
  params: Params;
  query: Query;
  /** `undefined` for a multipart body, which `receive` reads. */
  body: Body;
  identity: Identity;
  /** The part of the library that the client may see. */
  reader: PhotoReader;
  /** Result of `receive`. */
  received: unknown;
  /** Fires when the client disconnects or the time limit passes. */
  signal: AbortSignal;
  request: Request;
  response: Response;
}

/** How an operation is executed. */
export interface RouteOptions {
  /** Queue that it waits in; default: none, for short work. */
  queue?: WorkQueue;
  /** Reads a multipart body. */
  receive?: (request: Request, response: Response) => Promise<unknown>;
  /** `null`: none. Default: that of the server. */
  timeLimitMs?: number | null;
}

/** An operation and its handler. */
export interface Route {
  operation: Operation;
  handle: (context: Context) => Promise<unknown>;
  options: RouteOptions;
}

/** Dependencies of all routes. */
export interface RouterOptions {
  library: Library;
  access: Access;
  /** See `AppOptions`. */
  hideSensitive: boolean;
  timeLimitMs: number;
}

const NO_PARAMETERS = z.object({});

/** Returned by a handler that has sent its own response. */
export const SENT = Symbol('sent');

/** Combines an operation with its handler, which is typed by the schemas of the operation. */
export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  operation: Operation<Params, Query, Body>,
  handle: (context: Context<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<unknown>,
  options: RouteOptions = {},
): Route {
  return { operation: operation as unknown as Operation, handle: handle as Route['handle'], options };
}

/** A router for operations; other methods at their addresses get 405. */
export function makeRouter(routes: readonly Route[], parts: RouterOptions): Router {
  const router = Router();
  for (const path of new Set(routes.map(({ operation }) => operation.path))) {
    const here = routes.filter(({ operation }) => operation.path === path);
    const address = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const each of here) address[each.operation.method](makeHandler(each, parts));
    address.all(refuseOtherMethods(...here.flatMap(({ operation }) => namesOf(operation.method))));
  }
  return router;
}

function namesOf(method: Operation['method']): string[] {
  return method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
}

/** Authorise → parse → queue → execute → respond. */
function makeHandler({ operation, handle, options }: Route, parts: RouterOptions): RequestHandler {
  const [status] = Object.keys(operation.responses).map(Number) as [number];
  return async (request, response) => {
    response.locals['operation'] = operation.id;
    const { access } = parts;
    const identity = await identify(access, operation, request);
    response.locals['key'] = identity.key?.name;
    if (operation.isForOwner) await requireOwner(parts.library);
    const parsed = await parse(operation, request, response);
    const received = await options.receive?.(request, response);
    const reader = chooseReader(parts, identity);
    const work = (signal: AbortSignal) => {
      const handled = () => handle({ ...parsed, received, identity, reader, signal, request, response });
      // A queue may begin it while it works for another request.
      const go = bindToSpan(() => traced(operation.id, handled));
      return options.queue === undefined ? go() : options.queue.run(go, signal);
    };
    const { timeLimitMs = parts.timeLimitMs } = options;
    const result = await limitTime(response, timeLimitMs, work);
    if (result === SENT) return;
    response.status(status);
    if (result === undefined) response.end();
    else sendJson(response, result);
  };
}

async function identify(access: Access, { scope, isOfProcess }: Operation, request: Request): Promise<Identity> {
  if (scope === null) return access.anonymous;
  return isOfProcess ? access.requireLately(request, scope) : access.require(request, scope);
}

/** @throws PhotoseekError `not-owner` where the library is read of what others have published */
async function requireOwner({ published }: Library): Promise<void> {
  if (published === null) return;
  throw notOwner((await published.listLibraries()).map(({ name }) => name));
}

/** The part of the library that a client may see. */
function chooseReader({ library, ...parts }: RouterOptions, { folder, scopes }: Identity): PhotoReader {
  const hideSensitive = parts.hideSensitive && !scopes.includes('sensitive');
  if (folder === null && !hideSensitive) return library;
  return library.reader({ ...(folder !== null && { folder }), hideSensitive });
}

async function parse({ params, query, body, upload }: Operation, request: Request, response: Response) {
  const parsed = {
    params: params === undefined ? undefined : readPath(request, params),
    query: readQuery(request, query ?? NO_PARAMETERS),
  };
  const takesJson = body !== undefined && !(upload !== undefined && request.is('multipart/form-data'));
  return { ...parsed, body: takesJson ? await readJson(request, response, body) : undefined };
}
