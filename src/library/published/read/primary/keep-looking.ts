import { setTimeout } from 'node:timers/promises';
import { PhotoseekError } from '../../../../errors.js';
import { withinTime } from '../../../../runtime/within-time.js';

/** A database that has not said so long how it is, is taken for lost. */
export const LOOK_TIMEOUT_MS = 5000;

/** How often databases are looked at. */
const LOOK_EVERY_MS = 2000;

/** Looks at a database every two seconds, until it is stopped. */
export async function keepLooking(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    await setTimeout(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    await look();
  }
}

/** @throws PhotoseekError `engine-unreachable` after the time; whatever the work is still at goes on, unheard */
export function answerInTime<T>(work: Promise<T>, stop: AbortSignal, ms = LOOK_TIMEOUT_MS): Promise<T> {
  const onLate = () =>
    new PhotoseekError('engine-unreachable', `The database has not answered for ${ms / 1000} seconds.`);
  return withinTime(work, { ms, stop, onLate });
}
