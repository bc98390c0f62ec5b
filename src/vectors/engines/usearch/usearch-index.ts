import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PhotoseekError, throwIfAborted } from '../../../errors.js';
import { createYielder } from '../../../runtime/yielder.js';
import { checkCount, checkIds, checkVectors, withoutKnown } from '../../check-vectors.js';
import { FlatVectors } from '../../flat-vectors.js';
import { indexClosed, isGraphInvalid } from '../../index-errors.js';
import { mergeNeighbours, sortNeighbours } from '../../math/top-k.js';
import type {
  Cursor,
  EngineCapabilities,
  IndexChange,
  IndexLocation,
  IndexStatus,
  NeighbourOptions,
  Neighbours,
  VectorIndex,
} from '../../port.js';
import { graphInvalid, graphUnsaved, removeGraph, removeOthers } from '../persisted-files.js';
import { type OpenGraph, openGraph, saveSidecar } from './graph-file.js';
import { MergeProcess } from './merge-process.js';

/**
 * Vectors wait until they are a five-hundredth of the graph, but never more than so many: they are found by comparison, which takes a few
 * microseconds each, and a merge writes the whole graph anew.
 */
const WAIT_SHARE = 500;
const WAIT_AT_MOST = 2000;

/** A merge starts without being asked for when so many wait, or a fiftieth of a large graph, but never later than twice as many. */
const MERGE_FROM = 10_000;
const MERGE_SHARE = 50;

/** More than this do not wait: a step that adds more is applied when the merge is done. A quarter of a gigabyte at 512 dimensions. */
const WAIT_LIMIT = 131_072;

/**
 * Vectors of texts are farther from all pictures than pictures are from each other, which leads a walk astray. Where even the nearest is farther than this
 * cosine, more candidates are looked at: so many in a graph of a million, and as many as the square root of its size demands in others.
 */
const FAR_BELOW = 0.6;
const CANDIDATES_OF_MILLION = 2048;

/** Vectors sent to the merging process at a time. */
const CHUNK = 1000;

/**
 * Finds neighbours in a graph that is mapped from a file. The file is never changed: vectors that were added later wait in a list that
 * queries are compared with, until a process of their own merges them into a new file; removed ones are skipped.
 */
export class UsearchIndex implements VectorIndex {
  readonly engine = 'usearch';
  readonly capabilities: EngineCapabilities = {
    filter: 'none',
    maxK: Number.POSITIVE_INFINITY,
    isRemote: false,
    isApproximate: true,
  };
  readonly dim: number;
  readonly #location: IndexLocation;
  readonly #merges = new MergeProcess();
  #open: OpenGraph | undefined;
  /** Vectors of the graph that were removed. */
  #removed = new Set<number>();
  #waiting: FlatVectors;
  /** Those that waited when the merge under way began. */
  #merging: FlatVectors | undefined;
  /** Ids of vectors that were removed while they waited. */
  readonly #gone = new Set<number>();
  #cursor: Cursor | undefined;
  #persistedCursor: Cursor | undefined;
  /** The merge under way. */
  #merge: Promise<void> | undefined;
  /** After a merge that failed, none is started unless it is asked for. */
  #mayMerge = true;
  /** Of the sidecar that was read or written last: tells whether another process has written one since. */
  #sidecarStamp = '';
  #isClosed = false;

  private constructor(location: IndexLocation) {
    this.dim = location.identity.dim;
    this.#location = location;
    this.#waiting = new FlatVectors(this.dim);
  }

  /** The persisted index; an empty one where there is none, or none that can be used: an index is only a cache. */
  static async open(location: IndexLocation): Promise<UsearchIndex> {
    const index = new UsearchIndex(location);
    try {
      if (existsSync(location.path)) index.#use(await openGraph(location.path, location.identity));
    } catch (error) {
      if (!isGraphInvalid(error)) throw error;
    }
    return index;
  }

  /**
   * The persisted index, for an examination.
   * @param checkBytes compare the checksum of the whole file, whatever its times say
   * @throws PhotoseekError `graph-invalid` with the reason where it cannot be used
   */
  static async read(location: IndexLocation, options: { checkBytes: boolean }): Promise<UsearchIndex> {
    const index = new UsearchIndex(location);
    index.#use(await openGraph(location.path, location.identity, options));
    return index;
  }

  async cursor(): Promise<Cursor | undefined> {
    this.#checkOpen();
    return this.#cursor;
  }

  async apply({ add, remove, cursor }: IndexChange): Promise<void> {
    this.#checkOpen();
    checkIds(add.ids);
    checkVectors(add.data, add.ids.length, this.dim);
    await this.#adopt();
    for (const id of remove) this.#remove(id);
    const inGraph = this.#open?.graph.has(add.ids);
    const fresh = new Set(add.ids.filter((id, i) => inGraph?.[i] !== true && !this.#gone.has(id)));
    const holders = [
      { knows: (id: number) => !fresh.has(id) },
      this.#waiting,
      ...(this.#merging ? [this.#merging] : []),
    ];
    const { ids, vectors } = withoutKnown(add.ids, add.data, this.dim, ...holders);
    this.#waiting.add(ids, vectors);
    this.#cursor = cursor;
    const mergeFrom = Math.max(MERGE_FROM, Math.min(2 * MERGE_FROM, this.#graphSize / MERGE_SHARE));
    if (this.#waiting.size < mergeFrom || !this.#mayMerge) return;
    const merge = this.#startMerge().catch(() => {});
    if (this.#waiting.size >= WAIT_LIMIT) await merge;
  }

  async search(queries: readonly Float32Array[], k: number, { signal }: NeighbourOptions = {}): Promise<Neighbours[]> {
    this.#checkOpen();
    checkCount(k);
    for (const query of queries) checkVectors(query, 1, this.dim);
    throwIfAborted(signal);
    const yieldIfDue = createYielder(signal);
    const found: Neighbours[] = [];
    for (const query of queries) {
      if (found.length > 0) await yieldIfDue();
      this.#checkOpen();
      let nearest = mergeNeighbours(this.#searchGraph(query, k), this.#waiting.search(query, k), k);
      if (this.#merging !== undefined) nearest = mergeNeighbours(nearest, this.#merging.search(query, k), k);
      found.push(nearest);
    }
    return found;
  }

  async flush(onProgress?: (status: IndexStatus) => void): Promise<void> {
    this.#checkOpen();
    await this.#adopt();
    // One under way may have begun before the newest vectors came.
    await this.#merge?.catch(() => {});
    this.#checkOpen();
    const mostWaiting = Math.min(WAIT_AT_MOST, Math.floor(this.#graphSize / WAIT_SHARE));
    if (this.#waiting.size > mostWaiting) await this.#startMerge(onProgress);
    else this.#persistRemovals();
  }

  status(): IndexStatus {
    const indexed = this.#graphSize - this.#removed.size;
    const unindexed = this.#waiting.size + (this.#merging?.size ?? 0);
    return { size: indexed + unindexed, indexed, unindexed };
  }

  async reset(): Promise<void> {
    this.#checkOpen();
    this.#merges.close(new PhotoseekError('aborted', 'The index is being reset.'));
    await this.#merge?.catch(() => {});
    this.#open?.close();
    removeGraph(this.#location.path);
    this.#open = undefined;
    this.#removed = new Set();
    this.#waiting = new FlatVectors(this.dim);
    this.#gone.clear();
    this.#cursor = undefined;
    this.#persistedCursor = undefined;
    this.#mayMerge = true;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#merges.close(indexClosed());
    await this.#merge?.catch(() => {});
    this.#open?.close();
    this.#open = undefined;
  }

  /** Whether the graph itself holds some ids. */
  holds(ids: readonly number[]): boolean[] {
    const isThere = this.#open?.graph.has(ids);
    return ids.map((id, i) => isThere?.[i] === true && !this.#removed.has(id));
  }

  get #graphSize(): number {
    return this.#open?.sidecar.count ?? 0;
  }

  #use(open: OpenGraph): void {
    this.#open?.close();
    this.#open = open;
    const removed = [...new Set([...this.#removed, ...open.sidecar.removedIds])];
    const isThere = open.graph.has(removed);
    this.#removed = new Set(removed.filter((_, i) => isThere[i]));
    const { lastVectorId, lastRemovedSeq } = open.sidecar;
    this.#persistedCursor = { lastVectorId, lastRemovedSeq };
    this.#cursor ??= this.#persistedCursor;
  }

  #remove(id: number): void {
    if (this.#removed.has(id)) return;
    if (this.#waiting.knows(id) || this.#merging?.knows(id)) {
      this.#waiting.remove([id]);
      this.#merging?.remove([id]);
      this.#gone.add(id);
    } else if (this.#open?.graph.has([id])[0]) {
      this.#removed.add(id);
    }
  }

  #searchGraph(query: Float32Array, k: number): Neighbours {
    if (this.#open === undefined) return { ids: [], cosines: [] };
    const { graph, isIntact } = this.#open;
    if (!isIntact()) throw graphInvalid('its file was changed by another process');
    // Removed vectors crowd out others unevenly: more is asked for until there are enough.
    for (let asked = k + Math.min(this.#removed.size, k); ; asked *= 2) {
      let found = graph.search(query, asked);
      const wide = Math.ceil(CANDIDATES_OF_MILLION * Math.sqrt(graph.size / 1e6));
      if (asked < wide && (found.cosines[0] ?? 1) < FAR_BELOW) found = graph.search(query, wide);
      if (this.#removed.size === 0) return sortNeighbours(found.ids.slice(0, k), found.cosines.slice(0, k));
      const left = found.ids.flatMap((id, i) => (this.#removed.has(id) ? [] : [i]));
      if (left.length < k && found.ids.length < graph.size && asked < graph.size) continue;
      const nearest = left.slice(0, k);
      return sortNeighbours(
        nearest.map((i) => found.ids[i] as number),
        nearest.map((i) => found.cosines[i] as number),
      );
    }
  }

  /** Uses the graph that another process has persisted meanwhile, where it holds more than this one. */
  async #adopt(): Promise<void> {
    if (this.#merge !== undefined || !this.#hasNewSidecar()) return;
    const open = await openGraph(this.#location.path, this.#location.identity).catch(() => undefined);
    if (open === undefined) return;
    if (this.#isClosed || this.#merge !== undefined || open.sidecar.graphFile === this.#open?.sidecar.graphFile) {
      open.close();
      return;
    }
    const isBehind = open.sidecar.lastVectorId < (this.#persistedCursor?.lastVectorId ?? 0);
    if (isBehind || this.#cursor === undefined) {
      open.close();
      return;
    }
    const waiting = this.#waiting.ids;
    const isThere = open.graph.has(waiting);
    // Vectors that were removed here and that the other process has merged before it saw that.
    for (const id of this.#gone) this.#removed.add(id);
    this.#use(open);
    this.#waiting.forget(waiting.filter((_, i) => isThere[i]));
  }

  #hasNewSidecar(): boolean {
    const found = statSync(this.#location.path, { throwIfNoEntry: false });
    const stamp = found === undefined ? '' : `${found.ino} ${found.mtimeMs}`;
    const isNew = stamp !== this.#sidecarStamp;
    this.#sidecarStamp = stamp;
    return isNew && stamp !== '';
  }

  /** Persists what was removed since, beside the graph as it is. */
  #persistRemovals(): void {
    const persisted = this.#persistedCursor;
    if (this.#open === undefined || this.#cursor === undefined || persisted === undefined) return;
    const { lastRemovedSeq } = this.#cursor;
    if (lastRemovedSeq > persisted.lastRemovedSeq) this.#save({ ...persisted, lastRemovedSeq }, this.#open.sidecar);
  }

  #save(upTo: Cursor, graph: Pick<OpenGraph['sidecar'], 'count' | 'graphFile' | 'sha256'>): void {
    const { path, identity } = this.#location;
    try {
      saveSidecar(path, identity, upTo, { ...graph, removedIds: [...this.#removed] });
    } catch (cause) {
      throw graphUnsaved(dirname(path), cause);
    }
    this.#persistedCursor = upTo;
    this.#hasNewSidecar();
    removeOthers(path, graph.graphFile);
  }

  /** What this index reflects: a graph of another process may have been ahead. */
  get #latest(): Cursor {
    const [own, persisted] = [this.#cursor, this.#persistedCursor];
    return {
      lastVectorId: Math.max(own?.lastVectorId ?? 0, persisted?.lastVectorId ?? 0),
      lastRemovedSeq: Math.max(own?.lastRemovedSeq ?? 0, persisted?.lastRemovedSeq ?? 0),
    };
  }

  #startMerge(onProgress?: (status: IndexStatus) => void): Promise<void> {
    this.#merge ??= this.#mergeWaiting(onProgress).finally(() => {
      this.#merge = undefined;
    });
    return this.#merge;
  }

  async #mergeWaiting(onProgress?: (status: IndexStatus) => void): Promise<void> {
    const { path, identity } = this.#location;
    const { lastVectorId } = this.#latest;
    const merging = this.#waiting;
    this.#merging = merging;
    this.#waiting = new FlatVectors(this.dim);
    try {
      const ids = shuffle(merging.ids);
      const base = this.#open?.sidecar;
      await this.#merges.begin({ sidecarPath: path, dim: this.dim, base });
      const sent: number[] = [];
      for (let from = 0; from < ids.length; from += CHUNK) {
        const batch = merging.read(ids.slice(from, from + CHUNK));
        await this.#merges.add(batch.ids, batch.data);
        for (const id of batch.ids) sent.push(id);
        const { size, indexed } = this.status();
        onProgress?.({ size, indexed: indexed + sent.length, unindexed: size - indexed - sent.length });
      }
      const saved = await this.#merges.save();
      this.#checkOpen();
      // Removed while they were merged.
      for (const id of sent) if (this.#gone.has(id)) this.#removed.add(id);
      this.#save({ lastVectorId, lastRemovedSeq: this.#latest.lastRemovedSeq }, saved);
      this.#use(await openGraph(path, identity));
      this.#mayMerge = true;
    } catch (error) {
      // They wait again.
      this.#mayMerge = false;
      const { ids, data } = merging.read(merging.ids);
      this.#waiting.add(ids, data);
      throw error;
    } finally {
      this.#merging = undefined;
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw indexClosed();
  }
}

/**
 * The photos of a day follow each other. Added in that order they link to each other before there is anything else to link to, and a walk does not find the way
 * to them: of 100,000, one with 384 candidates finds 0.967 of the nearest ten of texts, and 0.998 where they were added in no order.
 */
function shuffle(ids: number[]): number[] {
  // The same order for the same ids.
  const keyOf = (id: number) => Math.imul(id ^ (id >>> 15), 0x2c1b3c6d) ^ Math.imul(id, 0x9e3779b1);
  return ids.sort((a, b) => keyOf(a) - keyOf(b) || a - b);
}
