import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type AsyncSubscription, type Event, subscribe } from '@parcel/watcher';
import { toFsPath } from '../runtime/fs-path.js';
import { addRelated } from './scan/related-files.js';
import { IGNORE_FILE } from './scan/rules.js';
import { isInside } from './scan/scopes.js';

/** A change is taken up when nothing further came for this long: a copy is finished by then. */
const QUIET_MS = 700;
/** A burst that never ends is taken up all the same. */
const MAX_WAIT_MS = 3000;
/** Above this many changed paths, their folders are looked through instead. */
const MAX_PATHS = 300;
/** Above this many changed paths that wait for their turn, the whole root is looked through instead. */
const MAX_KEPT = 20_000;
/** Everything is looked through now and then: network disks tell nobody what others change on them. */
const RESCAN_EVERY_MS = 60 * 60 * 1000;

/** Paths below a root that may have changed; the root itself when anything may have. */
export interface Changes {
  root: string;
  paths: string[];
}

/** How often it is looked whether a root has come or gone, of which a watch tells nothing, and whether one that is a file has changed. */
const LOOK_EVERY_MS = 2000;

/**
 * Tells which paths under some roots changed, in bursts, until the signal fires. Changes that come while the consumer is busy wait for
 * its next turn. A root that goes (an unplugged disk) is told as changed, and watched again when it is back.
 * @param listRoots asked now and then: roots may be added and given up meanwhile
 * @param onUnwatched told once of each root that is there but cannot be watched; it is looked through every hour all the same
 */
export async function* watchRoots(
  listRoots: () => readonly string[],
  signal: AbortSignal,
  onUnwatched: (root: string, cause: Error) => void = () => {},
): AsyncGenerator<Changes[]> {
  const changes = new ChangeCollector();
  const watches = new Map<string, RootWatch>();
  const look = async () => {
    const roots = new Set(listRoots());
    for (const root of roots) if (!watches.has(root)) watches.set(root, new RootWatch(root, changes, onUnwatched));
    await Promise.all(
      [...watches].map(([root, watch]) => {
        if (roots.has(root)) return watch.look();
        watches.delete(root);
        return watch.end();
      }),
    );
  };
  await look();
  // A catalogue that cannot be read for a moment is asked again.
  const looking = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
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
    clearInterval(looking);
    clearInterval(rescan);
    signal.removeEventListener('abort', stop);
    await Promise.all([...watches.values()].map((watch) => watch.end()));
  }
}

/** Many paths become their folders, which are looked through with everything that lies in them. */
async function toChanges({ root, paths }: Changes): Promise<Changes> {
  return { root, paths: simplify(root, paths.length > MAX_PATHS ? paths : await addRelated(paths)) };
}

/** The watch on one root, for as long as that is the same folder. A root that is a file is only looked at. */
class RootWatch {
  readonly #root: string;
  readonly #changes: ChangeCollector;
  readonly #onUnwatched: (root: string, cause: Error) => void;
  /** `undefined` before the first look; `null` while there is no such root. */
  #identity: string | null | undefined;
  #subscription: AsyncSubscription | undefined;
  #looking: Promise<void> | undefined;
  #isEnded = false;

  constructor(root: string, changes: ChangeCollector, onUnwatched: (root: string, cause: Error) => void) {
    this.#root = root;
    this.#changes = changes;
    this.#onUnwatched = onUnwatched;
  }

  /** Watches the folder that is there now, if it is another one than before; tells of a file that is. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#looking;
    await this.#unsubscribe();
  }

  async #look(): Promise<void> {
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
        // Without a word on what was lost, everything may have changed.
        if (error) this.#changes.add(this.#root, this.#root);
        else for (const event of events) this.#take(event);
      });
    } catch (cause) {
      this.#onUnwatched(this.#root, cause as Error);
    }
  }

  #take(event: Event): void {
    this.#changes.add(this.#root, toScopePath(event));
    // It was moved or deleted. Should the same folder be back at the next look, the watch on it has gone astray.
    if (event.path === this.#root) this.#identity = null;
  }

  async #unsubscribe(): Promise<void> {
    const subscription = this.#subscription;
    this.#subscription = undefined;
    // The folder may be gone, and the watch with it.
    await subscription?.unsubscribe().catch(() => {});
  }
}

/** Which folder it is, for another disk may be there under the same name; of a file, also which state of it. */
function identify(stats: Stats): string {
  const { dev, ino, size, mtimeMs } = stats;
  return [dev, ino, ...(stats.isDirectory() ? [] : [size, mtimeMs])].join(':');
}

/** A name that is no valid text arrives damaged: then its folder is looked through, as is one whose patterns changed. */
function toScopePath({ path }: Event): string {
  let scope = basename(path) === IGNORE_FILE ? dirname(path) : path;
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
    // So many come only while a run takes its time; a look through everything costs less than to remember them.
    else if (known.size >= MAX_KEPT) this.#paths.set(root, new Set([root]));
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
  return sorted.filter((path, i) => !sorted.slice(0, i).some((other) => isInside(path, other)));
}
