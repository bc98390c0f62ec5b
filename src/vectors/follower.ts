import type { PhotoseekError } from '../errors.js';
import { traced } from '../runtime/tracing/trace.js';
import { AllowedVectors } from './allowed-vectors.js';
import { catchUp, type Followed, isBehind, isStale } from './catch-up.js';
import { type AnyEngineName, chooseEngine, loadEngine } from './choose-engine.js';
import { compareWithAll } from './compare-with-all.js';
import { completeSearch } from './complete-search.js';
import { FirstScan } from './first-scan.js';
import { indexClosed, isGraphInvalid, isOfServer, isUnreachable } from './index-errors.js';
import { type FollowerOptions, IndexOpener } from './index-opener.js';
import { Outage } from './outage.js';
import type {
  Engine,
  IndexStatus,
  NeighbourOptions,
  Neighbours,
  RemoteEngine,
  SpaceIdentity,
  VectorIndex,
} from './port.js';
import type { VectorSource } from './source.js';

/** Up to so many allowed vectors are read and compared with here: to ask another thread or process takes longer than that. */
const FEW = 128;

/** An index on another machine. */
export interface ServerStatus {
  /** Host and database. */
  server: string;
  /** Why it does not answer. */
  error: PhotoseekError | undefined;
  status: IndexStatus;
}

/**
 * Finds neighbours in one space, whatever its size and engine, and keeps the index up to date with its source: vectors that this or
 * another process added or removed are applied before each search.
 */
export class SpaceFollower {
  readonly #source: VectorSource;
  readonly #options: FollowerOptions;
  /** For engines that do not filter. */
  readonly #allowedVectors: AllowedVectors;
  readonly #opener: IndexOpener;
  #followed: Followed | undefined;
  /** Instead of an index, until a process that searches once searches again. */
  #firstScan: FirstScan | undefined;
  #steps: Promise<void> = Promise.resolve();
  /** Searches and flushes under way: an index is closed only after it has answered them. */
  readonly #running = new Set<Promise<unknown>>();
  /** An index that cannot answer any more. */
  #broken: VectorIndex | undefined;
  /** The engine runs on another machine, and cannot be reached. */
  #outage: Outage | undefined;
  #isClosed = false;

  constructor(
    source: VectorSource,
    options: FollowerOptions,
    load: (name: AnyEngineName) => Promise<Engine> = (name) => loadEngine(name, options.server),
  ) {
    this.#source = source;
    this.#options = options;
    this.#allowedVectors = new AllowedVectors(source);
    this.#opener = new IndexOpener(source, options, load);
  }

  /** Name of the engine; before the first refresh, that of an empty space. */
  get engine(): string {
    return this.#followed?.index.engine ?? chooseEngine(0, this.#options).engine;
  }

  /** How many vectors can be found. */
  get size(): number {
    return this.status().size;
  }

  /** As of the last refresh or search. */
  status(): IndexStatus {
    if (this.#outage !== undefined) return { size: this.#outage.count, indexed: 0, unindexed: this.#outage.count };
    const scanned = this.#firstScan?.count ?? 0;
    return this.#followed?.index.status() ?? { size: scanned, indexed: scanned, unindexed: 0 };
  }

  /** The nearest vectors of each query; see {@link VectorIndex.search}. Any `k` and any `allow` is answered, whatever the engine's capabilities. */
  async search(queries: readonly Float32Array[], k: number, options?: NeighbourOptions): Promise<Neighbours[]> {
    await this.refresh();
    return this.searchAsOfRefresh(queries, k, options);
  }

  /** As `search`, without a refresh: for a caller that has just awaited one beside other work. */
  searchAsOfRefresh(queries: readonly Float32Array[], k: number, options?: NeighbourOptions): Promise<Neighbours[]> {
    return traced('neighbours', () => this.#search(queries, k, options), { 'photoseek.queries': queries.length });
  }

  async #search(queries: readonly Float32Array[], k: number, options?: NeighbourOptions): Promise<Neighbours[]> {
    const scanned = this.#firstScan?.search(queries, k, options?.allow);
    if (scanned !== undefined) return this.#run(scanned);
    if (this.#followed === undefined && this.#outage === undefined) await this.refresh();
    if (this.#outage !== undefined) return this.#searchDuring(this.#outage, queries, k, options);
    const followed = this.#followed as Followed;
    const isFew = (options?.allow?.size ?? Number.POSITIVE_INFINITY) <= FEW;
    if (isFew && !followed.index.capabilities.isInline)
      return this.#run(compareWithAll(this.#source, queries, k, options?.allow));
    try {
      return await this.#run(completeSearch(followed.index, this.#source, queries, k, options, this.#allowedVectors));
    } catch (error) {
      if (isUnreachable(error)) return this.#searchDuring(await this.#startOutage(error), queries, k, options);
      if (!isGraphInvalid(error)) throw error;
      // Damaged while it was in use: the next refresh opens another one, or builds it.
      this.#broken = followed.index;
      return this.#run(compareWithAll(this.#source, queries, k, options?.allow));
    }
  }

  /**
   * Applies what changed in the source; cheap when nothing did. An engine that cannot be reached does not fail it: what needs no vectors is answered
   * all the same.
   * @param stamp the source's change stamp, where the caller has read it: what changed later may be missing
   */
  refresh(stamp?: string): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#outage !== undefined && !this.#outage.isRetryDue) return;
      try {
        await this.#follow(stamp ?? this.#source.changeStamp?.());
        this.#outage = undefined;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        await this.#startOutage(error);
      }
    });
  }

  /** Indexes what is unindexed and persists the index where it changed. Searches are answered meanwhile. */
  async flush(onProgress?: (status: IndexStatus) => void): Promise<void> {
    await this.refresh();
    if (this.#outage !== undefined) throw this.#outage.error;
    if (this.#followed !== undefined) await this.#run(this.#followed.index.flush(onProgress));
  }

  /** Lets the source delete the removals that the persisted index reflects; all of them where the engine persists nothing. */
  async prune(): Promise<void> {
    const { readCursor } = await this.#opener.loadChosen();
    const persisted = await readCursor?.(this.#opener.location);
    if (readCursor !== undefined && persisted === undefined) return;
    await this.#source.pruneRemoved(persisted?.lastRemovedSeq ?? (await this.#source.lastRemovedSeq()));
  }

  /**
   * Builds the index again from its source and persists it. Searches are answered by the old index meanwhile; one on another machine is deleted first,
   * whatever has become of it there.
   */
  async rebuild(): Promise<void> {
    await this.#enqueue(async () => {
      await this.removeRemote();
      await this.#replace({ isEmpty: true });
    });
    await this.flush();
  }

  /** Deletes the index on another machine, if it is there. @throws PhotoseekError `engine-unreachable`, `engine-refused`, `engine-failed` */
  async removeRemote(): Promise<void> {
    await (await this.#loadRemote())?.remove(this.#source.identity);
  }

  /**
   * Deletes the indexes of this library on another machine but for those of some spaces.
   * @returns how many there were
   */
  async removeOthers(keep: readonly SpaceIdentity[]): Promise<number> {
    return (await (await this.#loadRemote())?.removeOthers(this.#source.identity.libraryId, keep)) ?? 0;
  }

  /**
   * Where the index is, if that is another machine, and what is there. Nothing is sent. A server that searches are using, or that could not be reached
   * just now, is not asked.
   */
  async describeServer(): Promise<ServerStatus | undefined> {
    const remote = await this.#loadRemote();
    if (remote === undefined) return undefined;
    const { server } = remote;
    const isKnown = this.#outage === undefined ? this.#followed !== undefined : !this.#outage.isRetryDue;
    if (isKnown) return { server, error: this.#outage?.error, status: this.status() };
    try {
      return { server, error: undefined, status: await remote.readStatus(this.#opener.location) };
    } catch (error) {
      if (!isOfServer(error)) throw error;
      return { server, error, status: { size: 0, indexed: 0, unindexed: 0 } };
    }
  }

  /** Whether `flush` has nothing to do, because the persisted index reflects the source, or the engine persists nothing. Loads no index. */
  async isCurrent(): Promise<boolean> {
    const { readCursor } = await this.#opener.loadChosen();
    if (readCursor === undefined) return true;
    const cursor = await readCursor(this.#opener.location);
    if (cursor === undefined || (await isStale(this.#source, cursor)) || (await isBehind(this.#source, cursor)))
      return false;
    // A build that was interrupted elsewhere is only seen there.
    return ((await (await this.#loadRemote())?.readStatus(this.#opener.location))?.unindexed ?? 0) === 0;
  }

  /** Later calls are rejected with `library-closed`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#steps;
    await this.#followed?.index.close();
  }

  async #startOutage(error: PhotoseekError): Promise<Outage> {
    this.#outage = new Outage(error, await this.#source.count());
    return this.#outage;
  }

  /** @throws PhotoseekError `engine-unreachable` where comparing would take too long */
  #searchDuring(
    outage: Outage,
    queries: readonly Float32Array[],
    k: number,
    options: NeighbourOptions = {},
  ): Promise<Neighbours[]> {
    if (!outage.canCompare(options.allow?.size)) throw outage.error;
    return this.#run(compareWithAll(this.#source, queries, k, options.allow));
  }

  async #loadRemote(): Promise<RemoteEngine | undefined> {
    // Without a server, no engine is loaded for it.
    if (this.#options.server === undefined) return undefined;
    return (await this.#opener.loadChosen()).remote;
  }

  /** One step after the other: a cursor is only true while no other step is under way. */
  #enqueue(step: () => Promise<void>): Promise<void> {
    const next = this.#steps.then(() => {
      if (this.#isClosed) throw indexClosed();
      return step();
    });
    this.#steps = next.catch(() => {});
    return next;
  }

  #run<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const end = () => this.#running.delete(work);
    work.then(end, end);
    return work;
  }

  async #follow(stamp: string | undefined): Promise<void> {
    const before = this.#followed;
    try {
      await this.#step(stamp);
    } catch (error) {
      if (before === undefined || !isGraphInvalid(error)) throw error;
      // Another process has deleted a shared index.
      this.#broken = before.index;
      await this.#step(stamp);
    }
  }

  async #step(stamp: string | undefined): Promise<void> {
    const followed = this.#followed;
    if (followed === undefined || followed.index === this.#broken) await this.#replace({ isEmpty: false });
    else if (stamp !== undefined && followed.stamp === stamp) return;
    else if (await isStale(this.#source, followed.cursor)) await this.#replace({ isEmpty: true });
    else if (!(await catchUp(this.#source, followed))) await this.#replace({ isEmpty: false });
    else followed.stamp = stamp;
  }

  /** Opens an index, brings it up to date, and only then searches with it and closes the one before. */
  async #replace({ isEmpty }: { isEmpty: boolean }): Promise<void> {
    const before = this.#followed;
    const mapped = isEmpty ? undefined : await this.#opener.openMapped();
    if (mapped === undefined && this.#scansFirst()) {
      this.#firstScan = await FirstScan.begin(this.#source);
      return;
    }
    this.#followed = mapped ?? (await this.#opener.openChosen({ isEmpty }));
    this.#firstScan = undefined;
    await Promise.allSettled(this.#running);
    await before?.index.close();
  }

  #scansFirst(): boolean {
    const { engine, oneShot, server } = this.#options;
    const hasSearched = this.#followed !== undefined || this.#firstScan?.isBegun === true;
    return oneShot === true && engine === undefined && server === undefined && !hasSearched;
  }
}
