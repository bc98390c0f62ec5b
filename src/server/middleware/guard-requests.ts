import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { PhotoseekError } from '../../errors.js';
import { isLoopback } from '../app/loopback.js';
import { HttpError } from '../errors/problem.js';

/**
 * Protects the server against web pages of other sites in the browser of its owner. Three attacks:
 *
 * - DNS rebinding: a page's own host name resolves to 127.0.0.1. The browser then sends that name as `Host`.
 * - Cross-site request forgery: a form or `fetch` of another site. The browser adds the `Origin` of that site.
 * - `fetch` or `<img>` of another site. It cannot read the response but costs work here; browsers mark it by
 *   `Sec-Fetch-Site`. Following a link from another site (a navigation) is allowed.
 */
export function makeGuard(rules: GuardRules): RequestHandler {
  return (request, _response, next) => {
    refuseForeignHost(request, rules);
    refuseForeignOrigin(request, rules);
    refuseMalformedUrl(request);
    next();
  };
}

/** Host names that are allowed. */
export interface GuardRules {
  /** Other machines can reach it, by its address: rebinding needs a name, so every IP address is allowed. */
  isWide: boolean;
  /** Names in addition to `localhost`. */
  allowHosts: readonly string[];
  /** A trusted proxy is in front: the host is the one it was asked for. */
  isProxied?: boolean;
}

function refuseForeignHost(request: Request, { isWide, allowHosts }: GuardRules): void {
  // The proxy's `X-Forwarded-Host` where the proxy is trusted.
  const host = request.host ?? '';
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (isLoopback(name) || allowHosts.some((allowed) => allowed.toLowerCase() === name)) return;
  if (isWide && isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return;
  const own = isWide ? 'an IP address or an allowed name' : 'localhost or a loopback address';
  throw new HttpError('host-not-allowed', `The host must be ${own}, got "${host}".`, {
    hint: isWide
      ? 'Allow it with --allow-host when the server is started.'
      : 'Open it as http://127.0.0.1 or http://localhost, with its port.',
  });
}

function refuseForeignOrigin(request: Request, { isWide, allowHosts, isProxied }: GuardRules): void {
  const { origin } = request.headers;
  const { host } = request;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // A proxy in front may terminate TLS; on loopback alone there is none.
  const mayBeProxied = isProxied || isWide || allowHosts.length > 0;
  const isOwn = origin === `http://${host}` || (mayBeProxied && origin === `https://${host}`);
  if (!isRead && origin !== undefined && !isOwn) {
    throw new HttpError('origin-not-allowed', `Requests from pages of ${origin} are not allowed.`);
  }
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate';
  if (request.headers['sec-fetch-site'] === 'cross-site' && !(isRead && isNavigation)) {
    throw new HttpError('origin-not-allowed', 'Pages of other sites may link to this server but not read from it.');
  }
}

/** In path and query: a lone `%` would otherwise silently be read as other text. */
function refuseMalformedUrl(request: Request): void {
  try {
    decodeURIComponent(request.originalUrl);
  } catch {
    throw new PhotoseekError('bad-argument', 'Every % in the address must begin a percent-encoded UTF-8 byte.');
  }
}
