import { setTimeout } from 'node:timers/promises';
import { PhotoseekError } from '../../../../errors.js';

/** A database that has not said so long how it is, is taken for lost. */
export const LOOK_TIMEOUT_MS = 5000;

/** How often databases are looked at. */
export const LOOK_EVERY_MS = 2000;

/** @throws PhotoseekError `engine-unreachable` after the time; whatever the work is still at goes on, unheard */
export async function withinTime<T>(work: Promise<T>, stop: AbortSignal, ms = LOOK_TIMEOUT_MS): Promise<T> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const late = setTimeout(ms, undefined, { signal, ref: false }).then(() => {
    throw new PhotoseekError('engine-unreachable', `The database has not answered for ${ms / 1000} seconds.`);
  });
  late.catch(() => {});
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
