import type { VectorSource } from '#src/vectors/source.js';
import { joinVectors, makeRandom, makeUnit, type Random } from './synthetic-vectors.js';

/** A catalogue's vectors in memory. A change stands for one by this process or another one: an index cannot tell. */
export class FakeVectorSource implements VectorSource {
  readonly identity;
  readonly vectors = new Map<number, Float32Array>();
  /** The `afterId` of each call of `listAfter`, in order. */
  readonly askedAfter: number[] = [];
  /** The `afterSeq` of each call of `listRemovedAfter`, in order. */
  readonly askedRemovedAfter: number[] = [];
  /** Ids of vectors that were read one by one. */
  readonly readIds: number[] = [];
  /** Every id that was handed out, as often as it was. */
  readonly handedOut: number[] = [];
  /** Called before each count, to stand for what another process does just then. */
  beforeCount: () => void = () => {};
  readonly #random: Random;
  #nextId = 1;
  #removed: number[] = [];
  #prunedUpTo = 0;

  constructor(dim: number, seed = 1, libraryId = 'a-library') {
    this.identity = { libraryId, space: 'revision/fp32', dim };
    this.#random = makeRandom(seed);
  }

  /** @returns the ids */
  add(count: number): number[] {
    const ids = Array.from({ length: count }, () => this.#nextId++);
    for (const id of ids) this.vectors.set(id, makeUnit(this.#random, this.identity.dim));
    return ids;
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) if (this.vectors.delete(id)) this.#removed.push(id);
  }

  /** Goes back to how it was when `copy` was made, as a catalogue that is restored from a backup does. */
  copy(): () => void {
    const vectors = new Map(this.vectors);
    const nextId = this.#nextId;
    const removed = [...this.#removed];
    return () => {
      this.vectors.clear();
      for (const [id, vector] of vectors) this.vectors.set(id, vector);
      this.#nextId = nextId;
      this.#removed = [...removed];
    };
  }

  count(): number {
    this.beforeCount();
    return this.vectors.size;
  }

  countAfter(afterId: number, upTo: number): number {
    return Math.min(upTo, [...this.vectors.keys()].filter((id) => id > afterId).length);
  }

  listAfter(afterId: number, limit: number): { ids: number[]; data: Float32Array } {
    this.askedAfter.push(afterId);
    const ids = [...this.vectors.keys()].filter((id) => id > afterId).slice(0, limit);
    this.handedOut.push(...ids);
    return { ids, data: joinVectors(ids.map((id) => this.vectors.get(id) as Float32Array)) };
  }

  read(ids: Uint32Array): { ids: number[]; data: Float32Array } {
    const there = [...ids].filter((id) => this.vectors.has(id));
    this.readIds.push(...there);
    return { ids: there, data: joinVectors(there.map((id) => this.vectors.get(id) as Float32Array)) };
  }

  lastVectorId(): number {
    return this.#nextId - 1;
  }

  lastRemovedSeq(): number {
    return this.#removed.length;
  }

  listRemovedAfter(seq: number): { ids: number[]; lastSeq: number } {
    this.askedRemovedAfter.push(seq);
    const from = Math.max(seq, this.#prunedUpTo);
    return { ids: this.#removed.slice(from), lastSeq: Math.max(seq, this.#removed.length) };
  }

  prunedUpTo(): number {
    return this.#prunedUpTo;
  }

  pruneRemoved(upToSeq: number): void {
    this.#prunedUpTo = Math.max(this.#prunedUpTo, upToSeq);
  }

  /** Forgets which vectors were removed so far. */
  prune(): void {
    this.pruneRemoved(this.#removed.length);
  }
}
