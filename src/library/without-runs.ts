import { PhotoseekError } from '../errors.js';
import { RunLock } from '../store/database/run-lock.js';

/**
 * Does work that no index run may go on beside.
 * @param folder of the library
 * @throws PhotoseekError `library-locked`
 */
export async function withoutRuns<T>(folder: string, work: () => T | Promise<T>): Promise<T> {
  const lock = RunLock.tryAcquire(folder);
  if (lock === undefined) {
    throw new PhotoseekError('library-locked', `An index run is going on in ${folder}.`, {
      hint: 'Wait until it is done; photoseek status shows how far it is.',
    });
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
