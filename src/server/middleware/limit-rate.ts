import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { HttpError } from '../errors/problem.js';

const WINDOW_MS = 60_000;

const THUMBNAIL = /^\/api\/v1\/photos\/\d+\/thumbnail$/;

/** Limits the requests a minute of each address (IPv6: of each /56 network), except thumbnails. 0: unlimited. */
export function limitRate(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    // A page of results requests a hundred of them; they have their own queue.
    skip: ({ path }) => THUMBNAIL.test(path),
    legacyHeaders: false,
    standardHeaders: 'draft-8',
    // Behind a proxy the server sees the address of the proxy; see docs/security.md.
    validate: false,
    handler: (_request, response, next) => {
      const seconds = response.getHeader('Retry-After') ?? WINDOW_MS / 1000;
      next(
        new HttpError('rate-limited', `An address may send at most ${perMinute} requests a minute.`, {
          headers: { 'Retry-After': String(seconds) },
        }),
      );
    },
  }) as unknown as RequestHandler;
}
