import type { Request, RequestHandler } from 'express';
import { PhotoseekError } from '../errors.js';
import { isLoopback } from './loopback.js';
import { DoorError } from './problem.js';

/**
 * Keeps web pages of other sites from using the server through the browser of the person it belongs to. Three ways in:
 *
 * - DNS rebinding: a page's own host name is made to resolve to 127.0.0.1. The browser then sends that name as `Host`.
 * - A form or `fetch` that posts here from elsewhere. The browser adds the `Origin` of that page.
 * - `fetch` or `<img>` that reads from elsewhere. It cannot see the answer but costs work here; browsers say so in
 *   `Sec-Fetch-Site`. Following a link from elsewhere (a navigation) is fine.
 */
export const guardRequests: RequestHandler = (request, _response, next) => {
  refuseForeignHost(request);
  refuseForeignOrigin(request);
  refuseMalformedUrl(request);
  next();
};

function refuseForeignHost(request: Request): void {
  const host = request.headers.host ?? '';
  if (!isLoopback(host.replace(/:\d+$/, ''))) {
    throw new DoorError('host-refused', `This server answers to localhost only, not to "${host}".`, {
      hint: 'Open it as http://127.0.0.1 or http://localhost, with its port.',
    });
  }
}

function refuseForeignOrigin(request: Request): void {
  const { host, origin } = request.headers;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && origin !== undefined && origin !== `http://${host}`) {
    throw new DoorError('origin-refused', `A page of ${origin} may not send anything here.`);
  }
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate';
  if (request.headers['sec-fetch-site'] === 'cross-site' && !(isRead && isNavigation)) {
    throw new DoorError('origin-refused', 'A page of another site may link here but not read from here.');
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
