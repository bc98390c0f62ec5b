import type { Request } from 'express';
import { VERSION } from '../../../version.js';
import type { Identity } from '../../access/access.js';
import { listAddresses } from '../../app/addresses.js';
import { isLoopback } from '../../app/loopback.js';
import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import * as operations from './operation.js';

/** Addresses of the page for other devices: the one that this browser has, where it is no loopback; else those of this machine. */
function listPages(request: Request, isWide: boolean, basePath: string): string[] {
  const { host = '', protocol, socket } = request;
  const isOnlyHere = isLoopback(host.replace(/:\d+$/, ''));
  const origins = isOnlyHere
    ? isWide
      ? listAddresses('0.0.0.0', socket.localPort ?? 0)
      : []
    : [`${protocol}://${host}`];
  return origins.map((origin) => `${origin}${basePath}/`);
}

/** Signing in and out. */
export function makeSessionRoutes({ library, access, urlQueries, isWide, basePath }: ServerContext): Route[] {
  const describe = async (identity: Identity | undefined) => ({
    needsKey: await access.needsKey(),
    signedIn: identity !== undefined,
    name: identity?.key?.name ?? null,
    scopes: identity?.scopes ?? [],
    folder: identity?.folder ?? null,
    features: { urlQueries, changes: library.published === null },
    version: VERSION,
  });
  return [
    route(operations.getSession, async ({ request }) => describe(await access.identify(request))),
    route(operations.signIn, async ({ body, request, response }) =>
      describe(
        body.code === undefined
          ? await access.signIn(request, response, body.key ?? '')
          : await access.signInByCode(request, response, body.code),
      ),
    ),
    route(operations.invite, async ({ request, identity }) => {
      const { code = null, expiresAtMs = null } = access.invite(identity) ?? {};
      return { code, expiresAtMs, addresses: listPages(request, isWide, basePath) };
    }),
    route(operations.signOut, async ({ request, response }) => {
      access.signOut(request, response);
      return undefined;
    }),
  ];
}
