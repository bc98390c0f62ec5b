import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import type { Catalogue } from '../store/catalogue.js';
import { RunLock } from '../store/database/run-lock.js';
import type { IndexEvent, RunStatus } from './progress/events.js';

const STATUS_KEY = 'run';

/** How often others are told where a run is. */
const PUBLISH_EVERY_MS = 1000;

/**
 * Does work while no other index run can, and lets other processes see how far it is.
 * @throws PhotoseekError `library-locked`
 */
export async function runExclusively(
  catalogue: Catalogue,
  options: { wait: boolean; signal: AbortSignal },
  emit: (event: IndexEvent) => void,
  work: (emit: (event: IndexEvent) => void) => Promise<void>,
): Promise<void> {
  const lock = await acquire(catalogue, options);
  const publisher = new StatusPublisher(catalogue);
  try {
    await work((event) => {
      publisher.take(event);
      emit(event);
    });
  } finally {
    publisher.end();
    lock.release();
  }
}

/** The run that is going on in any process, if one is. */
export function readRunStatus(catalogue: Catalogue): RunStatus | null {
  const json = catalogue.getSetting(STATUS_KEY);
  // What a run that was killed left behind says nothing.
  return json === undefined || !RunLock.isTaken(catalogue.folder) ? null : (JSON.parse(json) as RunStatus);
}

async function acquire(
  catalogue: Catalogue,
  { wait, signal }: { wait: boolean; signal: AbortSignal },
): Promise<RunLock> {
  for (;;) {
    throwIfAborted(signal);
    const lock = RunLock.tryAcquire(catalogue.folder);
    if (lock !== undefined) return lock;
    if (!wait) throw toLockedError(catalogue);
    await sleep(PUBLISH_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

function toLockedError(catalogue: Catalogue): PhotoseekError {
  const json = catalogue.getSetting(STATUS_KEY);
  const holder = json === undefined ? undefined : (JSON.parse(json) as RunStatus);
  const who = holder === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host}`;
  const since = holder === undefined ? '' : ` since ${new Date(holder.startedAtMs).toLocaleTimeString()}`;
  return new PhotoseekError('library-locked', `${who} has been indexing into this library${since}.`, {
    hint: 'Wait for it with --wait; photoseek status shows how far it is.',
    details: { holder },
  });
}

/** Writes a run's status into the catalogue, now and then. */
class StatusPublisher {
  readonly #catalogue: Catalogue;
  readonly #status: RunStatus;
  #publishedAt = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    const now = Date.now();
    this.#status = {
      pid: process.pid,
      host: hostname(),
      startedAtMs: now,
      updatedAtMs: now,
      stage: 'scanning',
      done: 0,
      total: 0,
      failed: 0,
      ratePerSecond: 0,
      etaMs: null,
    };
    this.#publish();
  }

  take(event: IndexEvent): void {
    const status = this.#status;
    if (event.type === 'scanning') {
      Object.assign(status, { done: event.found, ratePerSecond: event.ratePerSecond });
    } else if (event.type === 'planned') {
      Object.assign(status, { stage: 'indexing', done: 0, total: event.toDo });
    } else if (event.type === 'progress') {
      const { done, total, failed, ratePerSecond, etaMs } = event;
      Object.assign(status, { done, total, failed, ratePerSecond, etaMs });
    } else if (event.type === 'linking') {
      const { linked: done, total, ratePerSecond, etaMs } = event;
      Object.assign(status, { stage: 'linking', done, total, ratePerSecond, etaMs });
    }
    if (Date.now() - this.#publishedAt >= PUBLISH_EVERY_MS) this.#publish();
  }

  end(): void {
    // A disk that is full or gone was reported already; the lock says that nothing is going on.
    try {
      this.#catalogue.removeSetting(STATUS_KEY);
    } catch {}
  }

  #publish(): void {
    this.#publishedAt = Date.now();
    this.#status.updatedAtMs = this.#publishedAt;
    try {
      this.#catalogue.setSetting(STATUS_KEY, JSON.stringify(this.#status));
    } catch {}
  }
}
