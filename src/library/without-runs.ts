import { PhotoseekError } from '../errors.js';
import type { LibraryCore } from './core.js';

/**
 * Does work that no index run may go on beside.
 * @throws PhotoseekError `library-locked`
 */
export async function withoutRuns<T>(
  { catalogue, path, closing }: LibraryCore,
  work: () => T | Promise<T>,
): Promise<T> {
  const { acquireSoon } = await import('../indexer/write-side.js');
  const lock = await acquireSoon(catalogue, closing);
  if (lock === undefined) {
    throw new PhotoseekError('library-locked', `An index run is going on in ${path}.`, {
      hint: 'Wait until it is done; photoseek status shows how far it is.',
    });
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
