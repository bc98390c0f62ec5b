import type { IndexEvent, RunProgress } from './events.js';

/** A run before its first event. */
export const NO_PROGRESS: RunProgress = {
  stage: 'scanning',
  done: 0,
  total: 0,
  failed: 0,
  ratePerSecond: 0,
  etaMs: null,
};

/**
 * The progress of a run after an event: a reducer over the event stream, and the only place that knows which event says what. Returns the
 * same object when the event reports no progress.
 */
export function reduceProgress(before: RunProgress, event: IndexEvent): RunProgress {
  switch (event.type) {
    case 'scanning':
      return { ...before, stage: 'scanning', done: event.found, ratePerSecond: event.ratePerSecond };
    case 'planned':
      return { ...before, stage: 'indexing', done: 0, total: event.toDo, ratePerSecond: 0, etaMs: null };
    case 'progress': {
      const { done, total, failed, ratePerSecond, etaMs } = event;
      return { stage: 'indexing', done, total, failed, ratePerSecond, etaMs };
    }
    case 'indexing-vectors': {
      const { indexed: done, total, ratePerSecond, etaMs } = event;
      return { ...before, stage: 'indexing-vectors', done, total, ratePerSecond, etaMs };
    }
    default:
      return before;
  }
}
