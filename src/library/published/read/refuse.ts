import { PhotoseekError } from '../../../errors.js';

/** The one error of what published libraries do not answer yet. */
export function refuse(what: string): never {
  throw new PhotoseekError('not-published', `${what} cannot be asked of a published library.`, {
    hint: 'Ask the machine that has the library itself; docs/postgresql.md lists what servers of published libraries answer.',
  });
}
