import { PhotoseekError } from '../../errors.js';
import { isUnreachable } from '../../vectors/index-errors.js';

/** Whether the database or the bucket cannot be reached now: what was interrupted can be tried again. */
export function isOutage(error: unknown): error is PhotoseekError {
  return isUnreachable(error) || (error instanceof PhotoseekError && error.code === 'bucket-unreachable');
}
