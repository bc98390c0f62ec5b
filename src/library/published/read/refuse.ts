import { PhotoseekError } from '../../../errors.js';

/** The one error of what published libraries do not answer. @param hint what can be done; default: asking the machine of the library */
export function refuse(
  what: string,
  hint = 'Ask the machine that has the library itself; docs/postgresql.md lists what servers of published libraries answer.',
): never {
  throw new PhotoseekError('not-published', `${what} cannot be asked of a published library.`, { hint });
}
