import { existsSync } from 'node:fs';
import { PhotoseekError } from '../errors.js';
import { ExactIndex } from './engines/exact/exact-index.js';
import type { GraphCursor, GraphIdentity } from './engines/hnsw/graph-file.js';
import { HnswIndex } from './engines/hnsw/hnsw-index.js';
import type { NeighbourOptions, Neighbours } from './port.js';

/** Where the vectors of a space are kept for good. The graph only follows it. */
export interface VectorSource {
  identity: GraphIdentity;
  count(): number;
  /** The next vectors with ids above `afterId`, ascending. */
  listAfter(afterId: number, limit: number): { ids: number[]; data: Float32Array };
  /** Vectors removed after a sequence number. */
  listRemovedAfter(seq: number): { ids: number[]; lastSeq: number };
}

/** How a space is searched. */
export interface SpaceIndexOptions {
  /** Where the graph is kept; see `saveGraph`. */
  sidecarPath: string;
  /** Compare with every vector and start no thread, whatever the size: for a process that asks once. */
  exactOnly?: boolean;
}

/** Up to this many vectors, comparing with all takes about as long as asking the graph's thread (some 2 ms at 512 dimensions). */
export const EXACT_UP_TO = 2000;

/** Vectors read from the catalogue at a time; some milliseconds of the event loop. */
const CHUNK = 1000;

/** A vector's cosine with itself, whatever float16 took from its length. */
const SAME_VECTOR = 0.999;

/**
 * Finds neighbours in one space, whatever its size, and follows its source: vectors that this or another process added or
 * removed since are taken in before each search.
 */
export class SpaceFollower {
  readonly #source: VectorSource;
  readonly #options: SpaceIndexOptions;
  #index: ExactIndex | HnswIndex;
  #cursor: GraphCursor = { lastVectorId: 0, lastRemovedSeq: 0 };
  #savedCursor: GraphCursor | undefined;
  #following: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(source: VectorSource, options: SpaceIndexOptions) {
    this.#source = source;
    this.#options = options;
    this.#index = new ExactIndex(source.identity.dim);
  }

  get kind(): 'exact' | 'hnsw' {
    return this.#index instanceof HnswIndex ? 'hnsw' : 'exact';
  }

  get size(): number {
    return this.#index.size;
  }

  /** Vectors that are found by comparison because they are not linked yet. */
  get pending(): number {
    return this.#index instanceof HnswIndex ? this.#index.pending : 0;
  }

  async search(vector: Float32Array, k: number, options?: NeighbourOptions): Promise<Neighbours> {
    await this.refresh();
    return this.searchAsOfRefresh(vector, k, options);
  }

  /** The same for a caller that has just awaited `refresh`, while it was waiting for something else anyway. */
  searchAsOfRefresh(vector: Float32Array, k: number, options?: NeighbourOptions): Promise<Neighbours> {
    return this.#index.search(vector, k, options);
  }

  /** Takes in what changed in the source; cheap when nothing did. */
  refresh(): Promise<void> {
    return this.#enqueue(() => this.#follow());
  }

  /** Waits until every vector is linked and saves the graph where it changed. Searches go on meanwhile. */
  async saveGraph(): Promise<void> {
    await this.refresh();
    if (this.#index instanceof HnswIndex) await this.#index.settle();
    await this.#enqueue(async () => {
      await this.#follow();
      await this.#save();
    });
  }

  /** Builds the index again from its source, as if no graph had ever been saved, and saves it. Searches go on with the old one meanwhile. */
  async rebuild(): Promise<void> {
    const { removeGraph } = await import('./engines/hnsw/graph-file.js');
    await this.#enqueue(async () => {
      removeGraph(this.#options.sidecarPath);
      const old = this.#index;
      const { dim } = this.#source.identity;
      const isBig = !this.#options.exactOnly && this.#source.count() > EXACT_UP_TO;
      const index = isBig ? await HnswIndex.create(dim) : new ExactIndex(dim);
      const cursor = { lastVectorId: 0, lastRemovedSeq: 0 };
      await this.#takeIn(index, cursor);
      this.#index = index;
      this.#cursor = cursor;
      this.#savedCursor = undefined;
      // Answers what it was asked before it ends.
      if (old instanceof HnswIndex) await old.settle();
      await old.close();
    });
    await this.saveGraph();
  }

  /** Whether there is nothing to link: the space needs no graph, or the saved one has followed to the end. Loads neither. */
  async isGraphCurrent(): Promise<boolean> {
    if (this.#source.count() <= EXACT_UP_TO) return true;
    const { readCursor } = await import('./engines/hnsw/graph-file.js');
    const cursor = readCursor(this.#options.sidecarPath, this.#source.identity);
    return cursor !== undefined && !this.#isBehind(cursor);
  }

  /** What comes from now on is rejected with `library-closed`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#following;
    await this.#index.close();
  }

  async #follow(): Promise<void> {
    if (this.kind === 'exact' && !this.#options.exactOnly && this.#source.count() > EXACT_UP_TO)
      await this.#becomeHnsw();
    await this.#takeIn();
  }

  /** One after the other: a cursor is only true while nothing else is being taken in. */
  #enqueue(step: () => Promise<void>): Promise<void> {
    const next = this.#following.then(() => {
      if (this.#isClosed) throw new PhotoseekError('library-closed', 'The index was closed.');
      return step();
    });
    this.#following = next.catch(() => {});
    return next;
  }

  async #save(): Promise<void> {
    const { lastVectorId, lastRemovedSeq } = this.#cursor;
    const saved = this.#savedCursor;
    if (saved?.lastVectorId === lastVectorId && saved.lastRemovedSeq === lastRemovedSeq) return;
    if (!(this.#index instanceof HnswIndex)) return;
    const cursor = { lastVectorId, lastRemovedSeq };
    await this.#index.save(this.#options.sidecarPath, this.#source.identity, cursor);
    this.#savedCursor = cursor;
  }

  async #takeIn(index = this.#index, cursor = this.#cursor): Promise<void> {
    const removed = this.#source.listRemovedAfter(cursor.lastRemovedSeq);
    if (removed.ids.length > 0) await index.remove(removed.ids);
    cursor.lastRemovedSeq = removed.lastSeq;
    // At once: growing with each chunk, a large block would be copied many times.
    if (index instanceof ExactIndex && index.size === 0) index.reserve(this.#source.count());
    for (;;) {
      const { ids, data } = this.#source.listAfter(cursor.lastVectorId, CHUNK);
      if (ids.length === 0) return;
      await index.add(ids, data);
      cursor.lastVectorId = ids.at(-1) as number;
      if (ids.length < CHUNK) return;
    }
  }

  async #becomeHnsw(): Promise<void> {
    const { index, cursor } = await this.#readOrCreate();
    this.#index = index;
    this.#cursor = cursor;
    if (await this.#agreesWithSource(index, cursor.lastVectorId)) return;
    // The graph followed another history of this catalogue (a restored backup, say): start again from the truth.
    await index.close();
    this.#index = await HnswIndex.create(this.#source.identity.dim);
    this.#cursor = { lastVectorId: 0, lastRemovedSeq: 0 };
    this.#savedCursor = undefined;
  }

  /** Takes in what the graph has not seen, and looks whether it has then seen everything and nothing else. */
  async #agreesWithSource(index: HnswIndex, savedUpTo: number): Promise<boolean> {
    for (;;) {
      await this.#takeIn();
      if (index.size === this.#source.count()) break;
      // Unless another process has written meanwhile.
      if (!this.#isBehind(this.#cursor)) return false;
    }
    // The number may agree by chance. The newest vector that was saved is the one that most likely differs.
    const { ids, data } = this.#source.listAfter(savedUpTo - 1, 1);
    if (ids[0] !== savedUpTo) return true;
    const { cosines } = await index.search(data, 1, { allow: Uint32Array.of(savedUpTo) });
    return (cosines[0] ?? 0) > SAME_VECTOR;
  }

  #isBehind({ lastVectorId, lastRemovedSeq }: GraphCursor): boolean {
    return (
      this.#source.listAfter(lastVectorId, 1).ids.length > 0 ||
      this.#source.listRemovedAfter(lastRemovedSeq).ids.length > 0
    );
  }

  async #readOrCreate(): Promise<{ index: HnswIndex; cursor: GraphCursor }> {
    const { sidecarPath } = this.#options;
    const { identity } = this.#source;
    if (existsSync(sidecarPath)) {
      try {
        const read = await HnswIndex.read(sidecarPath, identity);
        this.#savedCursor = { ...read.cursor };
        return read;
      } catch (error) {
        // The graph is only a cache: whatever is wrong with it, it is built again.
        if (!(error instanceof PhotoseekError && error.code === 'graph-invalid')) throw error;
      }
    }
    return { index: await HnswIndex.create(identity.dim), cursor: { lastVectorId: 0, lastRemovedSeq: 0 } };
  }
}
