/** A bitmap is made where the largest id is below this, or below so many times the number of ids. */
const DENSE_UP_TO = 1 << 20;
const DENSE_FACTOR = 256;

/**
 * An immutable set of integer ids, 1…2³²−1: photos, files or vectors. Iteration is ascending. Membership takes constant time, by a bitmap
 * that is built on first use and takes one byte an id up to the largest; a sparse set of large ids is searched by bisection instead.
 */
export class IdSet implements Iterable<number> {
  static readonly empty = new IdSet(new Uint32Array(0));
  readonly #ascending: Uint32Array;
  #bitmap: Uint8Array | undefined;

  private constructor(ascending: Uint32Array, bitmap?: Uint8Array) {
    this.#ascending = ascending;
    this.#bitmap = bitmap;
  }

  /** From ids in any order, duplicates allowed. Marking them in a bitmap takes a tenth of the time of sorting. */
  static from(ids: Iterable<number> | ArrayLike<number>): IdSet {
    const list = 'length' in ids ? ids : [...ids];
    let largest = 0;
    for (let i = 0; i < list.length; i++) if ((list[i] as number) > largest) largest = list[i] as number;
    if (!isDense(largest, list.length)) return new IdSet(Uint32Array.from(new Set(Array.from(list))).sort());
    const bitmap = new Uint8Array(largest + 1);
    for (let i = 0; i < list.length; i++) bitmap[list[i] as number] = 1;
    const ascending = new Uint32Array(list.length);
    let count = 0;
    for (let id = 0; id <= largest; id++) if (bitmap[id] === 1) ascending[count++] = id;
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
    if (this.#bitmap === undefined) {
      if (!isDense(this.#ascending.at(-1) ?? 0, this.size)) return this.#bisect(id);
      this.#bitmap = this.#mark();
    }
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

  #bisect(id: number): boolean {
    let from = 0;
    let to = this.size;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#ascending[middle] as number) < id) from = middle + 1;
      else to = middle;
    }
    return this.#ascending[from] === id;
  }
}

function isDense(largest: number, count: number): boolean {
  return largest < DENSE_UP_TO || largest < DENSE_FACTOR * count;
}
