import { hostname } from 'node:os';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import { toIsoMinute } from '../runtime/iso-date.js';
import { pause } from '../runtime/yielder.js';
import type { Catalogue } from '../store/catalogue.js';
import { RunLock } from '../store/database/run-lock.js';
import type { IndexEvent, RunStatus } from './progress/events.js';
import { NO_PROGRESS, reduceProgress } from './progress/run-progress.js';

const STATUS_KEY = 'run';

/** How often a run's status is written for other processes. */
const PUBLISH_EVERY_MS = 1000;

/** A brief holder releases the lock soon. Its pauses must be longer than {@link ASK_AGAIN_MS}. */
const BRIEF_LIMIT_MS = 30_000;
const ASK_AGAIN_MS = 50;

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

/**
 * Does a little work under the lock of index runs, as soon as no run is going on, and publishes nothing: to others no run is going on, and
 * they wait for the lock instead of giving up (see {@link acquireSoon}).
 * @throws PhotoseekError `aborted`
 */
export async function runBriefly<T>(catalogue: Catalogue, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const lock = await acquire(catalogue, { wait: true, signal });
  try {
    // A run that was killed leaves its status behind, and would be taken for the holder.
    if (catalogue.getSetting(STATUS_KEY) !== undefined) catalogue.removeSetting(STATUS_KEY);
    return await work();
  } finally {
    lock.release();
  }
}

/**
 * The lock of index runs; `undefined` while an index run holds it. Waits for a brief holder.
 * @throws PhotoseekError `aborted`
 */
export async function acquireSoon(catalogue: Catalogue, signal: AbortSignal): Promise<RunLock | undefined> {
  for (const until = Date.now() + BRIEF_LIMIT_MS; ; ) {
    throwIfAborted(signal);
    // An attempt on a lock that is taken holds up the event loop.
    const lock = RunLock.isTaken(catalogue.folder) ? undefined : RunLock.tryAcquire(catalogue.folder);
    if (lock !== undefined || !isHeldBriefly(catalogue) || Date.now() > until) return lock;
    await pause(ASK_AGAIN_MS, signal);
  }
}

/** Only bringing a library over to another model holds the lock without saying so. */
function isHeldBriefly(catalogue: Catalogue): boolean {
  return catalogue.getSetting(STATUS_KEY) === undefined && RunLock.isTaken(catalogue.folder, 'upgrade');
}

async function acquire(
  catalogue: Catalogue,
  { wait, signal }: { wait: boolean; signal: AbortSignal },
): Promise<RunLock> {
  for (;;) {
    const lock = await acquireSoon(catalogue, signal);
    if (lock !== undefined) return lock;
    if (!wait) throw toLockedError(catalogue);
    await pause(PUBLISH_EVERY_MS, signal);
  }
}

function toLockedError(catalogue: Catalogue): PhotoseekError {
  const json = catalogue.getSetting(STATUS_KEY);
  const holder = json === undefined ? undefined : (JSON.parse(json) as RunStatus);
  const who = holder === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host}`;
  const since = holder === undefined ? '' : ` since ${toIsoMinute(holder.startedAtMs)}`;
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
