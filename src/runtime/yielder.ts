import { setImmediate, setTimeout } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';

/** Longest time between two yields to the event loop. */
const STEP_MS = 8;

/**
 * Waits.
 * @throws PhotoseekError `aborted` as soon as the signal fires
 */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
  throwIfAborted(signal);
}

/**
 * Runs long work that pauses after each step, and yields to the event loop now and then; see {@link createYielder}.
 * @throws PhotoseekError `aborted`
 */
export async function runYielding<Result>(
  work: Generator<void, Result>,
  yieldIfDue: ReturnType<typeof createYielder>,
): Promise<Result> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await yieldIfDue();
  }
}

/** Runs the same without a pause. */
export function runAtOnce<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/**
 * For long work on the thread that answers queries: call the result between its steps and await what it returns.
 * @returns `undefined` until {@link STEP_MS} have passed since the last yield; throws `aborted` when the signal has fired
 */
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
