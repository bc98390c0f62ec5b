import { PhotoseekError, toErrorData } from '../errors.js';

/**
 * Runs a model of a detector.
 * @param failure what the message of an error begins with
 * @throws PhotoseekError `detector-failed`; the errors of photoseek itself pass
 */
export async function runDetection<T>(failure: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof PhotoseekError) throw cause;
    throw new PhotoseekError('detector-failed', `${failure}: ${toErrorData(cause).message}`, { cause });
  }
}
