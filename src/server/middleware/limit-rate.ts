import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { HttpError } from '../errors/problem.js';

const WINDOW_MS = 60_000;

const THUMBNAIL = /^\/api\/v1\/photos\/\d+\/thumbnail$/;

/** So many requests a minute from each address (IPv6: from each network of 56 bits), thumbnails apart; 0: as many as come. */
export function limitRate(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    // A screen of results asks for a hundred of them; they have a queue of their own.
    skip: ({ path }) => THUMBNAIL.test(path),
    legacyHeaders: false,
    standardHeaders: 'draft-8',
    // A server that is asked by a proxy sees the proxy; see docs/security.md.
    validate: false,
    handler: (_request, response, next) => {
      const seconds = response.getHeader('Retry-After') ?? WINDOW_MS / 1000;
      next(
        new HttpError('rate-limited', `More than ${perMinute} requests came from this address within a minute.`, {
          headers: { 'Retry-After': String(seconds) },
        }),
      );
    },
  }) as unknown as RequestHandler;
}
