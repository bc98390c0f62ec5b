import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestHandler } from 'express';

/** Addresses of programs: they get problem documents, whatever they accept. */
const FOR_PROGRAMS = /^\/(?:api|health|ready|metrics|assets)(?:\/|$)/;

/**
 * Sends the page, with status 404, to a browser that opens a wrong address: people get a way on instead of JSON. The page sees by its address
 * that nothing is there.
 */
export function sendMissingPage(folder: string): RequestHandler {
  return async (request, response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    // Programs that accept anything get a problem document.
    const wantsPage = request.accepts(['application/json', 'text/html']) === 'text/html';
    if (!isRead || !wantsPage || FOR_PROGRAMS.test(request.path)) return next();
    const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
    if (page === undefined) return next();
    // The addresses of the page are relative to the folder that it lies in, however deep the wrong address is.
    const up = '../'.repeat(request.path.split('/').length - 2);
    response
      .status(404)
      .set({ 'Cache-Control': 'no-store', Vary: 'Accept' })
      .type('html')
      .send(page.replace(/(src|href)="\.\//g, `$1="./${up}`));
  };
}
