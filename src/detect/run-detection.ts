import { PhotoseekError, toErrorData } from '../errors.js';

/**
 * Runs a model of a detector.
 * @throws PhotoseekError `detector-failed`; the errors of photoseek itself pass
 */
export async function runDetection<T>(detector: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof PhotoseekError) throw cause;
    throw new PhotoseekError('detector-failed', `${detector} failed: ${toErrorData(cause).message}`, { cause });
  }
}
