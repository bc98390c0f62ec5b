import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { PhotoseekError } from '../../errors.js';
import { isLoopback } from '../app/loopback.js';
import { HttpError } from '../errors/problem.js';

/**
 * Keeps web pages of other sites from using the server through the browser of the person it belongs to. Three ways in:
 *
 * - DNS rebinding: a page's own host name is made to resolve to 127.0.0.1. The browser then sends that name as `Host`.
 * - A form or `fetch` that posts here from elsewhere. The browser adds the `Origin` of that page.
 * - `fetch` or `<img>` that reads from elsewhere. It cannot see the answer but costs work here; browsers say so in
 *   `Sec-Fetch-Site`. Following a link from elsewhere (a navigation) is fine.
 */
export function makeGuard(rules: GuardRules): RequestHandler {
  return (request, _response, next) => {
    refuseForeignHost(request, rules);
    refuseForeignOrigin(request, rules);
    refuseMalformedUrl(request);
    next();
  };
}

/** Which names the server goes by. */
export interface GuardRules {
  /** Others can reach it, by its address: rebinding takes a name, so any address will do. */
  isWide: boolean;
  /** Names besides `localhost`. */
  allowHosts: readonly string[];
}

function refuseForeignHost(request: Request, { isWide, allowHosts }: GuardRules): void {
  const host = request.headers.host ?? '';
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (isLoopback(name) || allowHosts.some((allowed) => allowed.toLowerCase() === name)) return;
  if (isWide && isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return;
  const own = isWide ? 'its address' : 'localhost only';
  throw new HttpError('host-refused', `This server answers to ${own}, not to "${host}".`, {
    hint: isWide
      ? 'Name it with --allow-host when the server is started.'
      : 'Open it as http://127.0.0.1 or http://localhost, with its port.',
  });
}

function refuseForeignOrigin(request: Request, { isWide, allowHosts }: GuardRules): void {
  const { host, origin } = request.headers;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // A proxy in front may speak TLS; on this machine alone there is none.
  const mayBeProxied = isWide || allowHosts.length > 0;
  const isOwn = origin === `http://${host}` || (mayBeProxied && origin === `https://${host}`);
  if (!isRead && origin !== undefined && !isOwn) {
    throw new HttpError('origin-refused', `A page of ${origin} may not send anything here.`);
  }
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate';
  if (request.headers['sec-fetch-site'] === 'cross-site' && !(isRead && isNavigation)) {
    throw new HttpError('origin-refused', 'A page of another site may link here but not read from here.');
  }
}

/** Path and query alike: a lone `%` would otherwise turn silently into another text. */
function refuseMalformedUrl(request: Request): void {
  try {
    decodeURIComponent(request.originalUrl);
  } catch {
    throw new PhotoseekError(
      'bad-argument',
      'The address holds a % that is not followed by a UTF-8 byte in hexadecimal.',
    );
  }
}
