import { PhotoseekError } from '../errors.js';

/** How many results are given when nobody says. */
export const DEFAULT_LIMIT = 20;
/** How many may be asked for. */
export const MAX_LIMIT = 1000;

/** @throws PhotoseekError `bad-argument` */
export function readLimit(limit: number | undefined): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new PhotoseekError('bad-argument', `limit must be a whole number from 1 to ${MAX_LIMIT}; ${limit} came.`);
  }
  return limit;
}
