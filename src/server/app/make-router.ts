import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Library, PhotoReader } from '../../library/types.js';
import type { Access } from '../access/access.js';
import { type Identity, OWNER } from '../access/identity.js';
import { refuseOtherMethods } from '../errors/handle-error.js';
import { limitTime } from '../middleware/limit-time.js';
import { readJson, readPath, readQuery } from '../middleware/read-request.js';
import type { WorkQueue } from '../middleware/work-queue.js';
import type { Operation } from './operation.js';

/** A request that was let in and understood. */
export interface Context<Params = unknown, Query = unknown, Body = unknown> {
  params: Params;
  query: Query;
  /** `undefined` when the operation takes a multipart body and this is one. */
  body: Body;
  identity: Identity;
  /** The library as far as this person may see it. */
  reader: PhotoReader;
  /** What `receive` read. */
  received: unknown;
  /** Fires when nobody waits for the answer any more. */
  signal: AbortSignal;
  request: Request;
  response: Response;
}

/** How an operation is carried out. */
export interface RouteOptions {
  /** What it must wait for; default: nothing, for work that is short. */
  queue?: WorkQueue;
  /** Reads what no schema does: the pictures of a multipart body. */
  receive?: (request: Request, response: Response) => Promise<unknown>;
  /** `null`: it may take as long as it likes. Default: that of the server. */
  timeLimitMs?: number | null;
}

/** An operation and what answers it. */
export interface Route {
  operation: Operation;
  handle: (context: Context) => Promise<unknown>;
  options: RouteOptions;
}

/** What routes have in common. */
export interface RouterParts {
  library: Library;
  access: Access;
  timeLimitMs: number;
}

const NO_PARAMETERS = z.object({});

/** A handler gives this when it has sent its answer by itself. */
export const SENT = Symbol('sent');

/** Puts an operation and its handler together; the operation's schemas type what the handler is given. */
export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  operation: Operation<Params, Query, Body>,
  handle: (context: Context<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<unknown>,
  options: RouteOptions = {},
): Route {
  return { operation: operation as unknown as Operation, handle: handle as Route['handle'], options };
}

/** A router for operations; whatever else is asked of their addresses is answered with 405. */
export function makeRouter(routes: readonly Route[], parts: RouterParts): Router {
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

/** Let in → understand → wait for a place → work → answer. */
function makeHandler({ operation, handle, options }: Route, parts: RouterParts): RequestHandler {
  const [status] = Object.keys(operation.answers).map(Number) as [number];
  return async (request, response) => {
    response.locals['operation'] = operation.id;
    const { access, library } = parts;
    const identity = operation.scope === null ? OWNER : await access.require(request, operation.scope);
    response.locals['key'] = identity.key?.name;
    const understood = await understand(operation, request, response);
    const received = await options.receive?.(request, response);
    const reader = identity.folder === null ? library : library.within(identity.folder);
    const work = (signal: AbortSignal) => {
      const go = () => handle({ ...understood, received, identity, reader, signal, request, response });
      return options.queue === undefined ? go() : options.queue.run(go, signal);
    };
    const { timeLimitMs = parts.timeLimitMs } = options;
    const result = await limitTime(response, timeLimitMs, work);
    if (result === SENT) return;
    response.status(status);
    if (result === undefined) response.end();
    else response.json(result);
  };
}

async function understand({ params, query, body, upload }: Operation, request: Request, response: Response) {
  const understood = {
    params: params === undefined ? undefined : readPath(request, params),
    query: readQuery(request, query ?? NO_PARAMETERS),
  };
  const takesJson = body !== undefined && !(upload !== undefined && request.is('multipart/form-data'));
  return { ...understood, body: takesJson ? await readJson(request, response, body) : undefined };
}
