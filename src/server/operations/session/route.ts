import { VERSION } from '../../../version.js';
import type { Identity } from '../../access/access.js';
import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import * as operations from './operation.js';

/** Signing in and out. */
export function makeSessionRoutes({ access, urlQueries }: ServerContext): Route[] {
  const describe = async (identity: Identity | undefined) => ({
    needsKey: await access.needsKey(),
    signedIn: identity !== undefined,
    name: identity?.key?.name ?? null,
    scopes: identity?.scopes ?? [],
    folder: identity?.folder ?? null,
    features: { urlQueries },
    version: VERSION,
  });
  return [
    route(operations.getSession, async ({ request }) => describe(await access.identify(request))),
    route(operations.signIn, async ({ body, request, response }) =>
      describe(await access.signIn(request, response, body.key)),
    ),
    route(operations.signOut, async ({ request, response }) => {
      access.signOut(request, response);
      return undefined;
    }),
  ];
}
