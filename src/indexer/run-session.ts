import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import type { Catalogue } from '../store/catalogue.js';
import { RunLock } from '../store/database/run-lock.js';
import type { IndexEvent, RunStatus } from './progress/events.js';
import { NO_PROGRESS, reduceProgress } from './progress/run-progress.js';

const STATUS_KEY = 'run';

/** How often a run's status is written for other processes. */
const PUBLISH_EVERY_MS = 1000;

/**
 * Does work under the lock of index runs, and publishes its progress for other processes.
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
      publisher.publish(event);
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
  // A run that was killed leaves its status behind.
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

/** Writes a run's status into the catalogue, at most once in {@link PUBLISH_EVERY_MS}. */
class StatusPublisher {
  readonly #catalogue: Catalogue;
  readonly #startedAtMs = Date.now();
  #progress = NO_PROGRESS;
  #publishedAtMs = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#write();
  }

  publish(event: IndexEvent): void {
    this.#progress = reduceProgress(this.#progress, event);
    if (Date.now() - this.#publishedAtMs >= PUBLISH_EVERY_MS) this.#write();
  }

  end(): void {
    // A full or missing disk was reported already, and the lock shows that no run is going on.
    try {
      this.#catalogue.removeSetting(STATUS_KEY);
    } catch {}
  }

  #write(): void {
    this.#publishedAtMs = Date.now();
    const [startedAtMs, updatedAtMs] = [this.#startedAtMs, this.#publishedAtMs];
    const status: RunStatus = { pid: process.pid, host: hostname(), startedAtMs, updatedAtMs, ...this.#progress };
    try {
      this.#catalogue.setSetting(STATUS_KEY, JSON.stringify(status));
    } catch {}
  }
}
