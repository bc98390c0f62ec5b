/**
 * An immutable set of integer ids, 1…2³²−1: photos, files or vectors. Membership takes constant time, iteration is ascending. The bitmap
 * behind `has` is built on first use and takes one byte an id up to the largest.
 */
export class IdSet implements Iterable<number> {
  static readonly empty = new IdSet(new Uint32Array(0));
  readonly #ascending: Uint32Array;
  #bitmap: Uint8Array | undefined;

  private constructor(ascending: Uint32Array, bitmap?: Uint8Array) {
    this.#ascending = ascending;
    this.#bitmap = bitmap;
  }

  /** From ids in any order, duplicates allowed. Marking them takes a tenth of the time of sorting. */
  static from(ids: Iterable<number> | ArrayLike<number>): IdSet {
    const list = 'length' in ids ? ids : [...ids];
    let most = 0;
    for (let i = 0; i < list.length; i++) most = Math.max(most, list[i] as number);
    const bitmap = new Uint8Array(most + 1);
    for (let i = 0; i < list.length; i++) bitmap[list[i] as number] = 1;
    const ascending = new Uint32Array(list.length);
    let count = 0;
    for (let id = 0; id <= most; id++) if (bitmap[id] === 1) ascending[count++] = id;
    return new IdSet(ascending.subarray(0, count), bitmap);
  }

  /** @param ids ascending, each once; owned by the set from now on */
  static fromAscending(ids: Uint32Array): IdSet {
    return new IdSet(ids);
  }

  get size(): number {
    return this.#ascending.length;
  }

  has(id: number): boolean {
    this.#bitmap ??= this.#mark();
    return this.#bitmap[id] === 1;
  }

  /** Ascending, each once. Shared: it must not be changed. */
  toArray(): Uint32Array {
    return this.#ascending;
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.#ascending[Symbol.iterator]();
  }

  #mark(): Uint8Array {
    const bitmap = new Uint8Array((this.#ascending.at(-1) ?? 0) + 1);
    for (const id of this.#ascending) bitmap[id] = 1;
    return bitmap;
  }
}
