import { VERSION } from '../../version.js';
import type { Identity } from '../access/identity.js';
import { type Route, route, SENT } from '../app/make-router.js';
import type { ServerContext } from '../app/server-context.js';
import { HttpError } from '../errors/problem.js';
import { makeDocument } from '../openapi/openapi.js';
import * as operations from '../operations/access.js';

/** Signing in and out, and what whoever runs the server asks it. */
export function makeAccessRoutes({ access, isReady, metrics, urlQueries }: ServerContext): Route[] {
  const describe = async (identity: Identity | undefined) => ({
    needsKey: await access.needsKey(),
    signedIn: identity !== undefined,
    name: identity?.key?.name ?? null,
    scopes: identity?.scopes ?? [],
    folder: identity?.folder ?? null,
    features: { urlQueries },
    version: VERSION,
  });
  let document: object | undefined;
  return [
    route(operations.getSession, async ({ request }) => describe(await access.identify(request))),
    route(operations.signIn, async ({ body, request, response }) =>
      describe(await access.signIn(request, response, body.key)),
    ),
    route(operations.signOut, async ({ request, response }) => {
      access.signOut(request, response);
      return undefined;
    }),
    route(operations.checkHealth, async ({ response }) => {
      response.set('Cache-Control', 'no-store');
      return { status: 'ok', version: VERSION };
    }),
    route(operations.checkReadiness, async ({ response }) => {
      response.set('Cache-Control', 'no-store');
      if (isReady()) return { status: 'ready' };
      throw new HttpError('not-ready', 'The model is still being loaded.', { headers: { 'Retry-After': '1' } });
    }),
    route(operations.getMetrics, async ({ response }) => {
      response.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).send(await metrics.print());
      return SENT;
    }),
    route(operations.getDocument, async () => {
      document ??= makeDocument();
      return document;
    }),
  ];
}
