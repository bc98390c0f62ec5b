import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PhotoseekError, throwIfAborted } from '../../../errors.js';
import { createYielder } from '../../../runtime/yielder.js';
import { checkCount, checkIds, checkVectors, withoutKnown } from '../../check-vectors.js';
import { indexClosed, isGraphInvalid } from '../../index-errors.js';
import { mergeNeighbours } from '../../math/top-k.js';
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
import { mergeVectors } from './merge-vectors.js';
import { searchGraph } from './search-graph.js';
import { WaitingVectors } from './waiting-vectors.js';

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
  readonly #waiting: WaitingVectors;
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
    this.#waiting = new WaitingVectors(this.dim);
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
    const held = new Set(add.ids.filter((_, i) => inGraph?.[i]));
    const graph = { knows: (id: number) => held.has(id) };
    const { ids, vectors } = withoutKnown(add.ids, add.data, this.dim, graph, this.#waiting);
    this.#waiting.add(ids, vectors);
    this.#cursor = cursor;
    const mergeFrom = Math.max(MERGE_FROM, Math.min(2 * MERGE_FROM, this.#graphSize / MERGE_SHARE));
    if (this.#waiting.sizeOfNext < mergeFrom || !this.#mayMerge) return;
    const merge = this.#startMerge().catch(() => {});
    if (this.#waiting.sizeOfNext >= WAIT_LIMIT) await merge;
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
      found.push(mergeNeighbours(this.#searchGraph(query, k), this.#waiting.search(query, k), k));
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
    if (this.#waiting.sizeOfNext > mostWaiting) await this.#startMerge(onProgress);
    else this.#persistRemovals();
  }

  status(): IndexStatus {
    const indexed = this.#graphSize - this.#removed.size;
    const unindexed = this.#waiting.size;
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
    this.#waiting.clear();
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
    if (this.#removed.has(id) || this.#waiting.remove(id)) return;
    if (this.#open?.graph.has([id])[0]) this.#removed.add(id);
  }

  #searchGraph(query: Float32Array, k: number): Neighbours {
    if (this.#open === undefined) return { ids: [], cosines: [] };
    const { graph, isIntact } = this.#open;
    if (!isIntact()) throw graphInvalid('its file was changed by another process');
    return searchGraph(graph, this.#removed, query, k);
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
    // Vectors that were removed here and that the other process has merged before it saw that.
    for (const id of this.#waiting.gone) this.#removed.add(id);
    this.#use(open);
    this.#waiting.forgetHeld((ids) => open.graph.has(ids));
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
    const { gone } = this.#waiting;
    const merging = this.#waiting.beginMerge();
    let isMerged = false;
    try {
      const base = this.#open?.sidecar;
      const target = { sidecarPath: path, dim: this.dim, base };
      const { saved, sent } = await mergeVectors(this.#merges, target, merging, (count) => {
        const { size, indexed } = this.status();
        onProgress?.({ size, indexed: indexed + count, unindexed: size - indexed - count });
      });
      this.#checkOpen();
      // Removed while they were merged.
      for (const id of sent) if (gone.has(id)) this.#removed.add(id);
      this.#save({ lastVectorId, lastRemovedSeq: this.#latest.lastRemovedSeq }, saved);
      this.#use(await openGraph(path, identity));
      isMerged = true;
    } finally {
      this.#mayMerge = isMerged;
      this.#waiting.endMerge({ isMerged });
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw indexClosed();
  }
}
