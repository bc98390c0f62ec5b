import { throwIfAborted } from '../../errors.js';
import type { RunContext } from '../../indexer/run-index.js';
import type * as WriteSide from '../../indexer/write-side.js';
import { traced } from '../../runtime/tracing/trace.js';
import { pause } from '../../runtime/yielder.js';
import { Database } from '../../vectors/engines/pgvector/database.js';
import type { LibraryCore } from '../core.js';
import { isOutage } from '../published/outage.js';
import {
  completeTags,
  openTargetStore,
  type PublishTarget,
  publishPass,
  TRY_AGAIN_MS,
} from '../published/publish/publish-library.js';
import { ensureSchema } from '../published/schema.js';
import { resolvePlace } from '../published/thumbnails/bucket-address.js';
import { toVectorSource } from '../spaces/vector-source.js';
import { Claims, type TriedOutcome } from './claims.js';
import { indexUnits } from './index-units.js';
import { reconcile } from './reconcile.js';
import { type JoinedRoot, joinRoot } from './shared-root.js';
import type { ClaimOptions, ClaimReport } from './types.js';
import { Walker } from './walker.js';

/** A machine that was not heard of for so long is taken for dead. */
const LEASE_MS = 60_000;

/** Most files that are claimed at a time: some ten seconds of work. */
const MOST_UNITS = 128;
const LEAST_UNITS = 8;

/** Indexed files are published this often; sooner when nothing is left to index. */
const PUBLISH_EVERY_MS = 10_000;

/** Other changes of the library than those of files of the root are published so often, at most. */
const NEWS_EVERY_MS = 1000;

/** How often a machine without work asks for some: others may die, and walks find more. */
const ASK_AGAIN_MS = 300;

/** Surroundings of {@link claimRoot}. */
export interface ClaimParts {
  core: LibraryCore;
  writeSide: typeof WriteSide;
  context: RunContext;
  /** People are completed by it; tags are by publishing. */
  groupFaces: () => Promise<void>;
  signal: AbortSignal;
}

/**
 * Indexes files of a root that several machines share, each into a library of its own, and publishes them: until nothing is left to do on any machine.
 * @throws PhotoseekError `bad-argument`, `path-not-found`, `published-newer`, engine codes, those of buckets, run codes, `aborted`
 */
export async function claimRoot(parts: ClaimParts, url: string, options: ClaimOptions): Promise<ClaimReport> {
  const { catalogue } = parts.core;
  const { thumbnails } = options;
  const given = thumbnails === undefined ? options : { ...options, thumbnails: resolvePlace(thumbnails) };
  // Hours of work would end with what is wrong with the place of thumbnails.
  const store = await openTargetStore(given.thumbnails);
  try {
    const database = await Database.open(url);
    try {
      await ensureSchema(database);
      const root = await joinRoot(database, catalogue, parts.writeSide, options);
      return await new ClaimSession(parts, given, { database, store }, root).run();
    } finally {
      await database.close();
    }
  } finally {
    store?.close();
  }
}

class ClaimSession {
  readonly #parts: ClaimParts;
  readonly #target: PublishTarget;
  readonly #options: ClaimOptions;
  readonly #root: JoinedRoot;
  readonly #claims: Claims;
  readonly #walker: Walker;
  readonly #leaseMs: number;
  readonly #report: ClaimReport = { done: 0, total: 0, own: 0, machines: 0, removed: 0, failed: [], tookMs: 0 };
  /** Indexed, and not known to be published. */
  #waiting: TriedOutcome[] = [];
  #publishedAtMs = performance.now();
  /** Of the catalogue, as it was published last; `undefined`: it was not, or has changed meanwhile. */
  #publishedStamp: string | undefined;

  constructor(parts: ClaimParts, options: ClaimOptions, target: PublishTarget, root: JoinedRoot) {
    const { core, signal, writeSide } = parts;
    const { leaseMs = LEASE_MS } = options;
    const { libraryId } = toVectorSource(core.catalogue, core.model).identity;
    const { database } = target;
    this.#parts = parts;
    this.#target = target;
    this.#options = options;
    this.#root = root;
    this.#leaseMs = leaseMs;
    this.#claims = new Claims(database, root, libraryId, leaseMs);
    this.#walker = new Walker({
      ...{ database, rootId: root.id, libraryId, folder: root.path, rules: root.rules, leaseMs, signal },
      prune: options.prune ?? false,
      openWalk: () => new writeSide.Walk(root.path, root.rules, { ownFolder: core.path }),
      isKnown: (path) => core.catalogue.files.findPhotoByPath(path) !== undefined,
    });
  }

  async run(): Promise<ClaimReport> {
    const startedAtMs = performance.now();
    const stopRenewing = this.#renewLeases();
    try {
      await this.#again(() => this.#walker.begin());
      await this.#again(() => reconcile(this.#parts.core.catalogue, this.#root, this.#claims, this.#walker.completed));
      for (;;) {
        throwIfAborted(this.#parts.signal);
        const isIdle = !(await this.#again(() => this.#work()));
        if (!isIdle) continue;
        if (this.#waiting.length > 0 || this.#hasNews()) await this.#again(() => this.#publish());
        else if (await this.#again(() => this.#isFinished())) {
          if (!this.#options.watch) break;
          await this.#again(() => this.#walker.repeat());
          await pause(ASK_AGAIN_MS, this.#parts.signal);
        } else await pause(ASK_AGAIN_MS, this.#parts.signal);
      }
      await this.#progress();
      this.#report.tookMs = Math.round(performance.now() - startedAtMs);
      return this.#report;
    } finally {
      stopRenewing();
      await this.#walker.stop();
      // Where the database is gone, the leases run out by themselves.
      await this.#claims.release().catch(() => {});
    }
  }

  /** Claims some files and indexes them. @returns whether there were any */
  async #work(): Promise<boolean> {
    const { writeSide, context, signal } = this.#parts;
    const walk = await this.#walker.update();
    const { open, machines } = await this.#claims.measure(walk);
    // Towards the end in small portions, so that all machines end at the same time.
    const limit = Math.ceil(open / (4 * Math.max(1, machines)));
    const units = await this.#claims.take(walk, Math.min(MOST_UNITS, Math.max(LEAST_UNITS, limit)));
    if (units.length === 0) return false;
    this.#report.machines = Math.max(1, machines);
    const { outcomes, failed, removed } = await traced('index', () =>
      indexUnits(writeSide, context, this.#root, units, signal),
    );
    this.#report.own += outcomes.filter(({ stamp, failure }) => stamp !== null && failure === null).length;
    this.#report.removed += removed;
    for (const failure of failed) {
      this.#report.failed.push(failure);
      this.#options.onFailure?.(failure);
    }
    this.#waiting.push(...outcomes.map((outcome) => ({ ...outcome, walk })));
    if (performance.now() - this.#publishedAtMs > PUBLISH_EVERY_MS) await this.#publish();
    return true;
  }

  /** Publishes what was indexed, and then says that it is done: a process that is killed in between leaves work for others, and no hole. */
  async #publish(): Promise<void> {
    const { core, groupFaces, signal } = this.#parts;
    const { thumbnails, keys = false } = this.#options;
    const outcomes = this.#waiting;
    // Changes that another process makes from here on may be missed.
    const { dataVersion } = core.catalogue;
    await groupFaces();
    const target = this.#target;
    const terms = await completeTags(core, signal);
    const given = { signal, keys, ...(thumbnails !== undefined && { thumbnails }) };
    const publish = (full: boolean) => publishPass(core, target, { ...given, full }, terms);
    await publish(false);
    this.#publishedStamp = dataVersion === core.catalogue.dataVersion ? core.catalogue.changeStamp : undefined;
    let missing = outcomes.length === 0 ? new Set<string>() : await this.#claims.listUnpublished(outcomes);
    // Files that others had, and that this library has known all along, are no changes of it.
    if (missing.size > 0) {
      await publish(true);
      missing = await this.#claims.listUnpublished(outcomes);
    }
    const known = outcomes.map((outcome) =>
      missing.has(outcome.unit.path) ? { ...outcome, failure: 'not-published' } : outcome,
    );
    const lost = known.length === 0 ? [] : await this.#claims.complete(known);
    this.#waiting = this.#waiting.slice(outcomes.length);
    if (lost.length > 0) await reconcile(core.catalogue, this.#root, this.#claims, this.#walker.completed);
    this.#publishedAtMs = performance.now();
    await this.#progress();
  }

  /** Whether something has changed in the catalogue that is no file of the root: a key was made or revoked, a person has a name. Not looked for all the time. */
  #hasNews(): boolean {
    const isDue = this.#publishedStamp === undefined || performance.now() - this.#publishedAtMs > NEWS_EVERY_MS;
    return isDue && this.#publishedStamp !== this.#parts.core.catalogue.changeStamp;
  }

  async #progress(): Promise<void> {
    const { machines } = this.#report;
    const { done, total } = await this.#claims.count();
    Object.assign(this.#report, { done, total });
    this.#options.onProgress?.({ done, total, machines, own: this.#report.own });
  }

  async #isFinished(): Promise<boolean> {
    return (await this.#walker.isDone()) && !(await this.#claims.isOpen(this.#walker.completed));
  }

  /** Does work again that the database or the bucket was away for: an outage ends nothing. */
  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      throwIfAborted(this.#parts.signal);
      try {
        return await work();
      } catch (error) {
        if (!isOutage(error)) throw error;
        await pause(TRY_AGAIN_MS, this.#parts.signal);
      }
    }
  }

  #renewLeases(): () => void {
    const timer = setInterval(() => {
      void this.#claims.renew(this.#walker.isWalking).catch(() => {});
    }, this.#leaseMs / 4);
    return () => clearInterval(timer);
  }
}
