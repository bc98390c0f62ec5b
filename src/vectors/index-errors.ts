/** Errors that indexes throw and that their callers tell apart. */
import { PhotoseekError } from '../errors.js';

/** The error for a call of an index that was closed. */
export function indexClosed(): PhotoseekError {
  return new PhotoseekError('library-closed', 'The index was closed.');
}

/** Whether a persisted graph cannot be used. It is only a cache: it is built again. */
export function isGraphInvalid(error: unknown): error is PhotoseekError {
  return error instanceof PhotoseekError && error.code === 'graph-invalid';
}

/** Whether an engine on another machine has answered with an error, or not at all. */
export function isOfServer(error: unknown): error is PhotoseekError {
  return error instanceof PhotoseekError && error.code.startsWith('engine-');
}

/** Whether an engine on another machine cannot be reached. */
export function isUnreachable(error: unknown): error is PhotoseekError {
  return error instanceof PhotoseekError && error.code === 'engine-unreachable';
}
