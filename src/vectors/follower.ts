import { existsSync } from 'node:fs';
import type { PhotoseekError } from '../errors.js';
import { IdSet } from '../model/id-set.js';
import { AllowedVectors } from './allowed-vectors.js';
import {
  type AnyEngineName,
  canMapGraphs,
  chooseEngine,
  type EngineChoice,
  type EngineOptions,
  loadEngine,
} from './choose-engine.js';
import { compareWithAll, completeSearch } from './complete-search.js';
import { indexClosed, isGraphInvalid, isOfServer, isUnreachable } from './index-errors.js';
import { Outage } from './outage.js';
import type {
  Cursor,
  Engine,
  IndexLocation,
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

/** How a space is searched. */
export interface FollowerOptions extends EngineOptions {
  /** Where a persistent engine stores its index; see {@link IndexLocation}. */
  indexPath: string;
}

/** Vectors read from the source at a time: some milliseconds of the event loop. */
const CHUNK = 1000;

/** Cosine of a vector with its own stored form, after the rounding of float16. */
const SAME_VECTOR = 0.999;

/** The same in an approximate index, and how many neighbours are looked through for it. */
const NEARLY_SAME = 0.99;
const COPIES = 200;

/** Vectors that tell whether a graph and its source belong together. */
const HISTORY_SAMPLE = 4;

/** A process that searches once compares with so many vectors that a persisted graph lacks; where it lacks more, it compares with all. */
const ONE_SHOT_TAIL = 5000;

/** An index on another machine. */
export interface ServerStatus {
  /** Host and database. */
  server: string;
  /** Why it does not answer. */
  error: PhotoseekError | undefined;
  status: IndexStatus;
}

/** An index that is being followed: what it reflects, and until when its engine is the right one. */
interface Followed {
  index: VectorIndex;
  cursor: Cursor;
  choice: EngineChoice;
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
  readonly #load: (name: AnyEngineName) => Promise<Engine>;
  #followed: Followed | undefined;
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
    this.#load = load;
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
    return this.#followed?.index.status() ?? { size: 0, indexed: 0, unindexed: 0 };
  }

  /** The nearest vectors of each query; see {@link VectorIndex.search}. Any `k` and any `allow` is answered, whatever the engine's capabilities. */
  async search(queries: readonly Float32Array[], k: number, options?: NeighbourOptions): Promise<Neighbours[]> {
    await this.refresh();
    return this.searchAsOfRefresh(queries, k, options);
  }

  /** As `search`, without a refresh: for a caller that has just awaited one beside other work. */
  async searchAsOfRefresh(
    queries: readonly Float32Array[],
    k: number,
    options?: NeighbourOptions,
  ): Promise<Neighbours[]> {
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
   */
  refresh(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#outage !== undefined && !this.#outage.isRetryDue) return;
      try {
        await this.#follow();
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
    await this.#run((this.#followed as Followed).index.flush(onProgress));
  }

  /** Lets the source delete the removals that the persisted index reflects; all of them where the engine persists nothing. */
  async prune(): Promise<void> {
    const { engine } = await this.#choose();
    const { readCursor } = await this.#load(engine);
    const persisted = await readCursor?.(this.#location);
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
      return { server, error: undefined, status: await remote.readStatus(this.#location) };
    } catch (error) {
      if (!isOfServer(error)) throw error;
      return { server, error, status: { size: 0, indexed: 0, unindexed: 0 } };
    }
  }

  /** Whether `flush` has nothing to do, because the persisted index reflects the source, or the engine persists nothing. Loads no index. */
  async isCurrent(): Promise<boolean> {
    const { engine } = await this.#choose();
    const { readCursor } = await this.#load(engine);
    if (readCursor === undefined) return true;
    const cursor = await readCursor(this.#location);
    if (cursor === undefined || (await this.#isStale(cursor)) || (await this.#isBehind(cursor))) return false;
    // A build that was interrupted elsewhere is only seen there.
    return ((await (await this.#loadRemote())?.readStatus(this.#location))?.unindexed ?? 0) === 0;
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
    const { engine } = await this.#choose();
    return (await this.#load(engine)).remote;
  }

  get #location(): IndexLocation {
    return { identity: this.#source.identity, path: this.#options.indexPath };
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

  async #follow(): Promise<void> {
    const before = this.#followed;
    try {
      await this.#step();
    } catch (error) {
      if (before === undefined || !isGraphInvalid(error)) throw error;
      // Another process has deleted a shared index.
      this.#broken = before.index;
      await this.#step();
    }
  }

  async #step(): Promise<void> {
    const followed = this.#followed;
    if (followed === undefined || followed.index === this.#broken) await this.#replace({ isEmpty: false });
    else if (await this.#isStale(followed.cursor)) await this.#replace({ isEmpty: true });
    else if (!(await this.#catchUp(followed))) await this.#replace({ isEmpty: false });
  }

  async #choose(): Promise<EngineChoice> {
    const choice = chooseEngine(0, this.#options);
    // Counting takes time: only where the number matters.
    return choice.maxCount === Number.POSITIVE_INFINITY
      ? choice
      : chooseEngine(await this.#source.count(), this.#options);
  }

  /** The persisted graph, for a process that searches once: mapping it takes less time than reading all vectors. Such a process builds none. */
  async #openMapped(): Promise<Followed | undefined> {
    const { engine, oneShot, indexPath } = this.#options;
    if (!oneShot || engine !== undefined || !existsSync(indexPath) || !canMapGraphs()) return undefined;
    const { open, readCursor } = await this.#load('usearch');
    const cursor = await readCursor?.(this.#location);
    if (cursor === undefined || (await this.#isStale(cursor))) return undefined;
    if ((await this.#source.countAfter(cursor.lastVectorId, ONE_SHOT_TAIL)) >= ONE_SHOT_TAIL) return undefined;
    const index = await open(this.#location);
    const opened = await index.cursor();
    if (opened !== undefined) {
      const choice: EngineChoice = { engine: 'usearch', maxCount: Number.POSITIVE_INFINITY };
      const followed = { index, choice, cursor: opened };
      await this.#catchUp(followed);
      if (await this.#sharesHistory(followed.index, opened.lastVectorId)) return followed;
    }
    await index.close();
    return undefined;
  }

  /**
   * Whether a mapped graph holds the vectors that the source has under the same ids, by a few of them. Counting all would take a tenth of a second at a
   * million; what is found is compared with the source in any case.
   */
  async #sharesHistory(index: VectorIndex, upTo: number): Promise<boolean> {
    for (let i = 1; i <= HISTORY_SAMPLE; i++) {
      const { ids, data } = await this.#source.listAfter(Math.floor((upTo * i) / HISTORY_SAMPLE) - 1, 1);
      const [id] = ids;
      if (id !== undefined && id <= upTo && !(await holdsNearly(index, id, data))) return false;
    }
    return true;
  }

  /** Opens an index, brings it up to date, and only then searches with it and closes the one before. */
  async #replace({ isEmpty }: { isEmpty: boolean }): Promise<void> {
    const before = this.#followed;
    const mapped = isEmpty ? undefined : await this.#openMapped();
    this.#followed = mapped ?? (await this.#openChosen({ isEmpty }));
    await Promise.allSettled(this.#running);
    await before?.index.close();
  }

  async #openChosen({ isEmpty }: { isEmpty: boolean }): Promise<Followed> {
    const choice = await this.#choose();
    const engine = await this.#load(choice.engine);
    const index = await engine.open(this.#location);
    try {
      if (isEmpty) await index.reset();
      return await this.#bringUpToDate(index, choice);
    } catch (error) {
      await index.close();
      throw error;
    }
  }

  async #bringUpToDate(index: VectorIndex, choice: EngineChoice): Promise<Followed> {
    const opened = await index.cursor();
    if (opened !== undefined && !(await this.#isStale(opened))) {
      const followed = { index, choice, cursor: opened };
      if (await this.#agreesWithSource(followed, opened.lastVectorId)) return followed;
    }
    // A new index, or one that followed another history of this catalogue (a restored backup, say): start from the truth.
    if (opened !== undefined) await index.reset();
    // The number of the newest removal before the first vector is read: later removals are seen, earlier ones are of no interest.
    const cursor = { lastVectorId: 0, lastRemovedSeq: await this.#source.lastRemovedSeq() };
    const followed = { index, choice, cursor };
    await this.#catchUp(followed);
    return followed;
  }

  /** Whether removals may have been missed: they were pruned before the index saw them, or belong to another history. */
  async #isStale({ lastRemovedSeq }: Cursor): Promise<boolean> {
    const newest = await this.#source.lastRemovedSeq();
    if (newest === lastRemovedSeq) return false;
    return newest < lastRemovedSeq || lastRemovedSeq < (await this.#source.prunedUpTo());
  }

  /** @returns whether the engine is still the right one; where it is not, not everything may have been applied */
  async #catchUp(followed: Followed): Promise<boolean> {
    let remove: readonly number[] = [];
    let { lastRemovedSeq } = followed.cursor;
    if ((await this.#source.lastRemovedSeq()) !== lastRemovedSeq) {
      const removed = await this.#source.listRemovedAfter(lastRemovedSeq);
      remove = removed.ids;
      lastRemovedSeq = removed.lastSeq;
    }
    let expectedSize: number | undefined;
    for (;;) {
      const add = await this.#source.listAfter(followed.cursor.lastVectorId, CHUNK);
      if (add.ids.length === 0 && lastRemovedSeq === followed.cursor.lastRemovedSeq) return true;
      const { maxCount } = followed.choice;
      if (followed.index.status().size + add.ids.length > maxCount && (await this.#source.count()) > maxCount)
        return false;
      const cursor = { lastVectorId: add.ids.at(-1) ?? followed.cursor.lastVectorId, lastRemovedSeq };
      if (add.ids.length === CHUNK) expectedSize ??= await this.#source.count();
      const more = expectedSize === undefined ? {} : { expectedSize };
      await followed.index.apply({ add, remove, cursor, after: followed.cursor, ...more });
      const standing = await followed.index.cursor();
      if (!isSame(standing, cursor)) return this.#goOnFrom(followed, standing);
      followed.cursor = cursor;
      remove = [];
      if (add.ids.length < CHUNK) return true;
    }
  }

  /** Another process has brought a shared index elsewhere: further, or it has begun anew. */
  async #goOnFrom(followed: Followed, standing: Cursor | undefined): Promise<boolean> {
    const lastRemovedSeq = standing?.lastRemovedSeq ?? (await this.#source.lastRemovedSeq());
    followed.cursor = { lastVectorId: standing?.lastVectorId ?? 0, lastRemovedSeq };
    return this.#catchUp(followed);
  }

  /** Brings a persisted index up to date, and compares it with the source: the same number of vectors, and the same newest vector. */
  async #agreesWithSource(followed: Followed, persistedUpTo: number): Promise<boolean> {
    for (;;) {
      await this.#catchUp(followed);
      if (followed.index.status().size === (await this.#source.count())) break;
      // Unless another process has written meanwhile.
      if (!(await this.#isBehind(followed.cursor))) return false;
    }
    if (persistedUpTo > (await this.#source.lastVectorId())) return false;
    // The number may agree by chance. The newest vector that was persisted is the one that most likely differs.
    const { ids, data } = await this.#source.listAfter(persistedUpTo - 1, 1);
    if (ids[0] !== persistedUpTo) return true;
    if (followed.index.capabilities.isApproximate) return holdsNearly(followed.index, persistedUpTo, data);
    const allow = IdSet.from([persistedUpTo]);
    const [neighbours] = await completeSearch(followed.index, this.#source, [data], 1, { allow });
    return (neighbours?.cosines[0] ?? 0) > SAME_VECTOR;
  }

  async #isBehind({ lastVectorId, lastRemovedSeq }: Cursor): Promise<boolean> {
    return (
      (await this.#source.lastRemovedSeq()) > lastRemovedSeq ||
      (await this.#source.listAfter(lastVectorId, 1)).ids.length > 0
    );
  }
}

/** Whether an approximate index holds a vector under an id, or so many copies of it that they hide it. */
async function holdsNearly(index: VectorIndex, id: number, vector: Float32Array): Promise<boolean> {
  const [neighbours] = await index.search([vector], COPIES);
  const { ids, cosines } = neighbours as Neighbours;
  const at = ids.indexOf(id);
  return (at === -1 ? (ids.length < COPIES ? -1 : (cosines.at(-1) as number)) : (cosines[at] as number)) > NEARLY_SAME;
}

function isSame(a: Cursor | undefined, b: Cursor): boolean {
  return a?.lastVectorId === b.lastVectorId && a.lastRemovedSeq === b.lastRemovedSeq;
}
