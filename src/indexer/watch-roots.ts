import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type AsyncSubscription, type Event, subscribe } from '@parcel/watcher';
import { isBelow } from '../model/paths.js';
import { toFsPath } from '../runtime/fs-path.js';
import { NO_MEDIA_FILE } from './scan/passed-over.js';
import { addRelated } from './scan/related-files.js';
import { IGNORE_FILE } from './scan/rules.js';

/** A burst ends when no change came for this long: a copy is finished by then. */
const QUIET_MS = 700;
/** A longer burst is cut here. */
const MAX_WAIT_MS = 3000;
/** Above this many changed paths, their folders are scanned instead. */
const MAX_PATHS = 300;
/** Above this many changed paths that wait for their turn, the whole root is scanned instead. */
const MAX_WAITING = 20_000;
/** All roots are scanned this often: network disks do not report the changes of other machines. */
const RESCAN_EVERY_MS = 60 * 60 * 1000;

/** Paths below a root that may have changed; the root itself when anything may have. */
export interface Changes {
  root: string;
  paths: string[];
}

/** How often roots are checked: a watch does not report that its root came or went, and roots that are files are not watched. */
const CHECK_EVERY_MS = 2000;

/**
 * Yields the changed paths under some roots, in bursts, until the signal fires. Changes that come while the consumer is busy wait for
 * its next turn. A root that goes (an unplugged disk) is reported as changed, and watched again when it is back.
 * @param listRoots called every few seconds: roots may be added and removed meanwhile
 * @param onUnwatched called once for each root that exists but cannot be watched; it is scanned every hour all the same
 */
export async function* watchRoots(
  listRoots: () => readonly string[],
  signal: AbortSignal,
  onUnwatched: (root: string, cause: Error) => void = () => {},
): AsyncGenerator<Changes[]> {
  const changes = new ChangeCollector();
  const watches = new Map<string, RootWatch>();
  const check = async () => {
    const roots = new Set(listRoots());
    for (const root of roots) if (!watches.has(root)) watches.set(root, new RootWatch(root, changes, onUnwatched));
    await Promise.all(
      [...watches].map(([root, watch]) => {
        if (roots.has(root)) return watch.check();
        watches.delete(root);
        return watch.end();
      }),
    );
  };
  await check();
  // When the catalogue cannot be read for a moment, the next check succeeds.
  const checking = setInterval(() => void check().catch(() => {}), CHECK_EVERY_MS);
  const rescan = setInterval(() => {
    for (const root of watches.keys()) changes.add(root, root);
  }, RESCAN_EVERY_MS);
  const stop = () => changes.wake();
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      const burst = await changes.next(signal);
      if (burst.length > 0) yield await Promise.all(burst.map(toChanges));
    }
  } finally {
    clearInterval(checking);
    clearInterval(rescan);
    signal.removeEventListener('abort', stop);
    await Promise.all([...watches.values()].map((watch) => watch.end()));
  }
}

/** Many paths become their folders, which are scanned whole. */
async function toChanges({ root, paths }: Changes): Promise<Changes> {
  return { root, paths: simplify(root, paths.length > MAX_PATHS ? paths : await addRelated(paths)) };
}

/** The watch on one root, for as long as that is the same folder. A root that is a file is only checked. */
class RootWatch {
  readonly #root: string;
  readonly #changes: ChangeCollector;
  readonly #onUnwatched: (root: string, cause: Error) => void;
  /** `undefined` before the first check; `null` while the root does not exist. */
  #identity: string | null | undefined;
  #subscription: AsyncSubscription | undefined;
  #checking: Promise<void> | undefined;
  #isEnded = false;

  constructor(root: string, changes: ChangeCollector, onUnwatched: (root: string, cause: Error) => void) {
    this.#root = root;
    this.#changes = changes;
    this.#onUnwatched = onUnwatched;
  }

  /** Watches the folder that is there now, if it is another one than before; reports a file that changed. */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#checking;
    await this.#unsubscribe();
  }

  async #check(): Promise<void> {
    const stats = await stat(toFsPath(this.#root)).catch(() => null);
    const identity = stats && identify(stats);
    if (identity === this.#identity || this.#isEnded) return;
    const isFirst = this.#identity === undefined;
    this.#identity = identity;
    await this.#unsubscribe();
    if (stats?.isDirectory()) await this.#subscribe();
    if (!isFirst) this.#changes.add(this.#root, this.#root);
  }

  async #subscribe(): Promise<void> {
    try {
      this.#subscription = await subscribe(this.#root, (error, events) => {
        // Events were lost: anything may have changed.
        if (error) this.#changes.add(this.#root, this.#root);
        else for (const event of events) this.#take(event);
      });
    } catch (cause) {
      this.#onUnwatched(this.#root, cause as Error);
    }
  }

  #take(event: Event): void {
    this.#changes.add(this.#root, toScopePath(event));
    // It was moved or deleted. Should the same folder be back at the next check, its watch no longer works.
    if (event.path === this.#root) this.#identity = null;
  }

  async #unsubscribe(): Promise<void> {
    const subscription = this.#subscription;
    this.#subscription = undefined;
    // The folder may be gone, and the watch with it.
    await subscription?.unsubscribe().catch(() => {});
  }
}

/** Identifies a folder, for another disk may be mounted at the same path; of a file, also its state. */
function identify(stats: Stats): string {
  const { dev, ino, size, mtimeMs } = stats;
  return [dev, ino, ...(stats.isDirectory() ? [] : [size, mtimeMs])].join(':');
}

/** Files that decide about all files of their folder. */
const RULING: ReadonlySet<string> = new Set([IGNORE_FILE, NO_MEDIA_FILE]);

/** A name that is no valid text arrives damaged: then its folder is scanned, as is one whose ignore file changed. */
function toScopePath({ path }: Event): string {
  let scope = RULING.has(basename(path)) ? dirname(path) : path;
  while (scope.includes('\ufffd')) scope = dirname(scope);
  return scope;
}

/** Gathers changed paths until there is a pause. */
class ChangeCollector {
  readonly #paths = new Map<string, Set<string>>();
  #firstAtMs = 0;
  #lastAtMs = 0;
  #wake: (() => void) | undefined;

  add(root: string, path: string): void {
    const now = performance.now();
    if (this.#paths.size === 0) this.#firstAtMs = now;
    this.#lastAtMs = now;
    const known = this.#paths.get(root);
    if (known === undefined) this.#paths.set(root, new Set([path]));
    // So many come only during a long run; scanning everything then costs less than storing them.
    else if (known.size >= MAX_WAITING) this.#paths.set(root, new Set([root]));
    else if (!known.has(root)) known.add(path);
    this.wake();
  }

  wake(): void {
    this.#wake?.();
  }

  /** The next burst; empty when the signal fired. */
  async next(signal: AbortSignal): Promise<Changes[]> {
    for (;;) {
      if (signal.aborted) return [];
      const waitMs = this.#waitMs();
      if (waitMs <= 0) break;
      await this.#sleep(waitMs);
    }
    const burst = [...this.#paths].map(([root, paths]) => ({ root, paths: [...paths] }));
    this.#paths.clear();
    return burst;
  }

  #waitMs(): number {
    if (this.#paths.size === 0) return Number.POSITIVE_INFINITY;
    const now = performance.now();
    return Math.min(this.#lastAtMs + QUIET_MS, this.#firstAtMs + MAX_WAIT_MS) - now;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** No path inside another, and few of them. */
export function simplify(root: string, paths: readonly string[]): string[] {
  if (paths.length > MAX_PATHS) {
    const folders = [...new Set(paths.map((path) => (path === root ? root : dirname(path))))];
    // One level up at a time; at last there is only the root.
    return folders.length < paths.length ? simplify(root, folders) : [root];
  }
  const sorted = [...paths].sort((a, b) => a.length - b.length);
  return sorted.filter((path, i) => !sorted.slice(0, i).some((other) => isBelow(path, other)));
}
