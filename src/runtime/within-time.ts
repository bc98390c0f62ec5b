import { setTimeout } from 'node:timers/promises';

/** Limits of {@link withinTime}. */
export interface TimeLimit {
  ms: number;
  /** Ends the wait with an `AbortError`. */
  stop?: AbortSignal;
  /** Makes the error of work that takes longer. */
  onLate: () => Error;
}

/** The outcome of work that takes no longer than a limit. Work that does goes on, and its outcome is dropped. */
export async function withinTime<T>(work: Promise<T>, { ms, stop, onLate }: TimeLimit): Promise<T> {
  const over = new AbortController();
  const signal = stop === undefined ? over.signal : AbortSignal.any([stop, over.signal]);
  const late = setTimeout(ms, undefined, { signal, ref: false }).then(() => {
    throw onLate();
  });
  late.catch(() => {});
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
