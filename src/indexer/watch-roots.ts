import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AsyncSubscription, type Event, subscribe } from '@parcel/watcher';
import { toFsPath } from '../media/fs-path.js';
import { isInside } from './scopes.js';

/** A change is taken up when nothing further came for this long: a copy is finished by then. */
const QUIET_MS = 700;
/** A burst that never ends is taken up all the same. */
const MAX_WAIT_MS = 3000;
/** Above this many changed paths, their folders are looked through instead. */
const MAX_PATHS = 300;
/** Everything is looked through now and then: network disks tell nobody what others change on them. */
const RESCAN_EVERY_MS = 60 * 60 * 1000;

/** Paths below a root that may have changed; the root itself when anything may have. */
export interface Changes {
  root: string;
  paths: string[];
}

/**
 * Tells which paths under some roots changed, in bursts, until the signal fires. Changes that come while the consumer is busy wait for
 * its next turn. A root that cannot be watched now (an unplugged disk) is tried again at each rescan.
 */
export async function* watchRoots(roots: readonly string[], signal: AbortSignal): AsyncGenerator<Changes[]> {
  const changes = new ChangeCollector();
  const subscriptions = new Map<string, AsyncSubscription>();
  const watch = async () => {
    for (const root of roots) {
      if (subscriptions.has(root) || !(await isFolder(root))) continue;
      const subscription = await subscribe(root, (error, events) => {
        // Without a word on what was lost, everything may have changed.
        if (error) changes.add(root, root);
        else for (const path of events.map(toScopePath)) changes.add(root, path);
      }).catch(() => undefined);
      if (subscription !== undefined) subscriptions.set(root, subscription);
    }
  };
  await watch();
  const rescan = setInterval(() => {
    void watch();
    for (const root of roots) changes.add(root, root);
  }, RESCAN_EVERY_MS);
  const stop = () => changes.wake();
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      const burst = await changes.next(signal);
      if (burst.length > 0) yield burst;
    }
  } finally {
    clearInterval(rescan);
    signal.removeEventListener('abort', stop);
    await Promise.all([...subscriptions.values()].map((subscription) => subscription.unsubscribe()));
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(toFsPath(path)).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

/** A name that is no valid text arrives damaged: then its folder is looked through. */
function toScopePath({ path }: Event): string {
  let scope = path;
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
    else known.add(path);
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
    const burst = [...this.#paths].map(([root, paths]) => ({ root, paths: simplify(root, [...paths]) }));
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
