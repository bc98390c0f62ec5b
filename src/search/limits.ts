import { PhotoseekError } from '../errors.js';

/** Results of an answer by default. */
export const DEFAULT_LIMIT = 20;
/** Results of an answer at most. */
export const MAX_LIMIT = 1000;

/** @throws PhotoseekError `bad-argument` */
export function readLimit(limit: number | undefined): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new PhotoseekError('bad-argument', `limit must be an integer from 1 to ${MAX_LIMIT}, got ${limit}.`);
  }
  return limit;
}
