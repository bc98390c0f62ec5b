/**
 * What the whole page knows of its library: counts, and the index run that goes on in this server or in any other process. The server is
 * asked again and again while a run goes on, now and then otherwise.
 */
import { useEffect, useState } from 'preact/hooks';
import { ApiError, describeFailure } from '../api/client.js';
import { getStats } from '../api/library.js';
import type { LibraryStats } from '../api/types.js';
import { forgetResultLists } from '../results/use-result-list.js';
import { whenBack } from './connection.js';

/** State of the library. */
export interface LibraryStatus {
  /** `undefined` until the first answer. */
  stats: LibraryStats | undefined;
  error: string;
  /** Photos that the last run has added, until that is acknowledged. */
  added: number;
  /** Grows with each run that ends. */
  changes: number;
}

const RUNNING_MS = 1500;
const IDLE_MS = 20_000;

let status: LibraryStatus = { stats: undefined, error: '', added: 0, changes: 0 };
const listeners = new Set<(status: LibraryStatus) => void>();
let timer = 0;
let asking: AbortController | undefined;
/** Photos there were when the run began that goes on. */
let photosBefore: number | undefined;

function set(change: Partial<LibraryStatus>): void {
  status = { ...status, ...change };
  for (const listener of listeners) listener(status);
}

/** Asks now, and again later. */
export function refreshLibraryStatus(): void {
  window.clearTimeout(timer);
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  getStats(signal).then(
    (stats) => {
      if (signal.aborted) return;
      take(stats);
      plan(stats.running === null ? IDLE_MS : RUNNING_MS);
    },
    (failure: unknown) => {
      if (signal.aborted) return;
      const isLost = failure instanceof ApiError && failure.isUnanswered;
      // Counts that are on the screen stay; they are asked for again when there is somebody to answer.
      set({ error: isLost && status.stats !== undefined ? '' : describeFailure(failure) });
      if (isLost) whenBack(refreshLibraryStatus, signal);
      else plan(IDLE_MS);
    },
  );
}

function take(stats: LibraryStats): void {
  const isFirst = status.stats === undefined;
  const before = status.stats?.photos ?? stats.photos;
  const wasRunning = photosBefore !== undefined;
  if (stats.running !== null) photosBefore ??= before;
  const hasEnded = wasRunning && stats.running === null;
  // A short run may begin and end between two looks.
  const hasChanged = hasEnded || (!isFirst && !wasRunning && stats.running === null && stats.photos !== before);
  if (hasChanged) forgetResultLists();
  const added = hasChanged ? Math.max(0, stats.photos - (photosBefore ?? before)) : 0;
  if (hasEnded) photosBefore = undefined;
  set({
    stats,
    error: '',
    added: stats.running !== null ? 0 : added || status.added,
    changes: status.changes + (hasChanged ? 1 : 0),
  });
}

function plan(pauseMs: number): void {
  if (listeners.size > 0) timer = window.setTimeout(refreshLibraryStatus, pauseMs);
}

/** The news of the last run was read. */
export function acknowledgeRun(): void {
  set({ added: 0 });
}

export function useLibraryStatus(): LibraryStatus & { refresh: () => void } {
  const [current, setCurrent] = useState(status);
  useEffect(() => {
    listeners.add(setCurrent);
    setCurrent(status);
    if (listeners.size === 1) refreshLibraryStatus();
    return () => {
      listeners.delete(setCurrent);
      if (listeners.size > 0) return;
      window.clearTimeout(timer);
      asking?.abort();
    };
  }, []);
  return { ...current, refresh: refreshLibraryStatus };
}

/** Whether faces were found in photos. Without any, nothing of people is asked for, loaded or shown. */
export function useHasFaces(): boolean {
  const { stats } = useLibraryStatus();
  // Servers without people leave the count out.
  return (stats?.faces ?? 0) > 0;
}
