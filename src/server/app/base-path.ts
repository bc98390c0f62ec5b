import type { RequestHandler } from 'express';
import { PhotoseekError } from '../../errors.js';

/** Addresses of the server itself, which a base path would hide. */
const OWN = ['/api', '/docs', '/health', '/ready', '/metrics', '/assets'];

/**
 * Reads the path that a proxy gives the server: `/photos`, `photos/` and `/photos/` are the same; `/` is none.
 * @returns with a slash before it and none behind; the empty text for none
 * @throws PhotoseekError `bad-argument`
 */
export function readBasePath(text: string): string {
  const path = `/${text.replace(/^\/+|\/+$/g, '')}`;
  if (path === '/') return '';
  const isPlain = /^(?:\/[\w.~-]+)+$/.test(path) && !/\/\.\.?(?:\/|$)/.test(path);
  if (isPlain && !OWN.includes(path)) return path;
  throw new PhotoseekError(
    'bad-argument',
    `The base path must be a path such as /photos, got ${JSON.stringify(text)}.`,
    {
      hint: 'Letters, digits, and . _ ~ - between slashes.',
    },
  );
}

/**
 * Serves addresses below a base path as those without it: proxies pass addresses on with it or without it. The base path alone is redirected
 * to the page below it, whose own addresses are relative.
 */
export function serveBelow(basePath: string): RequestHandler {
  return (request, response, next) => {
    const [path = '', ...query] = request.url.split('?');
    if (path === basePath) {
      response.redirect(308, [`${basePath}/`, ...query].join('?'));
      return;
    }
    if (path.startsWith(`${basePath}/`)) request.url = request.url.slice(basePath.length);
    next();
  };
}
