import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';

/** How long the thread is kept from everything else at a time. */
const STEP_MS = 8;

/** For long work on the thread that answers queries: call the result between its steps. */
export function createYielder(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < STEP_MS) return undefined;
    throwIfAborted(signal);
    return setImmediate().then(() => {
      since = performance.now();
    });
  };
}
