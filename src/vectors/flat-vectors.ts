import type { IdSet } from '../model/id-set.js';
import { checkCount, checkIds, checkVectors, withoutKnown } from './check-vectors.js';
import { norm } from './math/dot-product.js';
import { FloatRows, roundingError } from './math/float-rows.js';
import { TopK } from './math/top-k.js';
import type { Neighbours, VectorBatch } from './port.js';

/** A block may not exceed the 4 GiB that a kernel can address; smaller ones are returned to the system sooner. */
const BLOCK_BYTES = 2 ** 30;

/** A scan in single precision comes first from so many times the wanted neighbours. */
const SCAN_FROM = 4;

/** Vectors side by side in blocks of memory; a search compares with all of them, or with those allowed. Synchronous. */
export class FlatVectors {
  readonly dim: number;
  readonly #rowsPerBlock: number;
  /** Made when their first row is needed: each has a memory and a kernel of its own. */
  #blocks: FloatRows[] = [];
  #ids: number[] = [];
  /** Length of the longest vector that was added. */
  #longest = 0;
  readonly #rowOf = new Map<number, number>();
  /** An id is not reused after its vector was removed. */
  readonly #removed = new Set<number>();

  /** @param blockBytes the most memory of a block */
  constructor(dim: number, blockBytes = BLOCK_BYTES) {
    this.dim = dim;
    // The row before the first holds the query.
    this.#rowsPerBlock = Math.floor(blockBytes / FloatRows.bytesFor(dim, 1)) - 1;
  }

  get size(): number {
    return this.#ids.length;
  }

  /** The ids of the vectors that are here, in no order. */
  get ids(): number[] {
    return [...this.#ids];
  }

  /** The vectors of some ids; those that are not here are left out. */
  read(ids: readonly number[]): VectorBatch {
    const there = ids.filter((id) => this.#rowOf.has(id));
    const data = new Float32Array(there.length * this.dim);
    there.forEach((id, i) => {
      data.set(this.#read(this.#rowOf.get(id) as number), i * this.dim);
    });
    return { ids: there, data };
  }

  /** Whether an id is here, or was until it was removed. */
  knows(id: number): boolean {
    return this.#rowOf.has(id) || this.#removed.has(id);
  }

  /** A bad batch changes nothing. Ids that are here, or were removed, are not added again. */
  apply({ ids, data }: VectorBatch, remove: readonly number[]): void {
    checkIds(ids);
    checkVectors(data, ids.length, this.dim);
    this.remove(remove);
    this.#append(ids, data);
  }

  /** As `apply` does. */
  add(ids: readonly number[], vectors: Float32Array): void {
    this.apply({ ids, data: vectors }, []);
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) if (this.#drop(id)) this.#removed.add(id);
  }

  /** Takes vectors out that are held elsewhere now, and may come again. */
  forget(ids: readonly number[]): void {
    for (const id of ids) this.#drop(id);
  }

  search(vector: Float32Array, k: number, allow?: IdSet): Neighbours {
    checkCount(k);
    checkVectors(vector, 1, this.dim);
    const rows = allow === undefined ? undefined : this.#rowsOf(allow.toArray());
    const factor = FloatRows.widen(vector);
    const best = new TopK(k);
    for (const row of this.#findCandidates(vector, k, rows)) {
      const cosine = this.#blockOf(row).exactProduct(row % this.#rowsPerBlock, factor);
      if (cosine > best.threshold) best.push(this.#ids[row] as number, cosine);
    }
    return best.finish();
  }

  /** As if it were new; its memory stays allocated. */
  clear(): void {
    this.#ids = [];
    this.#rowOf.clear();
    this.#removed.clear();
  }

  /** Takes out up to `count` vectors, the last ones: they leave no gap. */
  takeSome(count: number): { ids: number[]; vectors: Float32Array } {
    const from = Math.max(0, this.size - count);
    const ids = this.#ids.slice(from);
    const vectors = new Float32Array(ids.length * this.dim);
    for (let i = 0; i < ids.length; i++) vectors.set(this.#read(from + i), i * this.dim);
    for (const id of ids) this.#drop(id);
    // After a million vectors, the blocks would be gigabytes of unused memory.
    if (this.size === 0) this.#blocks = [];
    return { ids, vectors };
  }

  #append(given: readonly number[], data: Float32Array): void {
    const { ids, vectors } = withoutKnown(given, data, this.dim, this);
    this.reserve(this.size + ids.length);
    ids.forEach((id, i) => {
      const vector = vectors.subarray(i * this.dim, (i + 1) * this.dim);
      this.#write(this.size, vector);
      this.#longest = Math.max(this.#longest, norm(vector));
      this.#rowOf.set(id, this.size);
      this.#ids.push(id);
    });
  }

  /** @returns whether it was there */
  #drop(id: number): boolean {
    const row = this.#rowOf.get(id);
    if (row === undefined) return false;
    // The last vector takes the free place.
    const last = this.#ids.pop() as number;
    this.#rowOf.delete(id);
    if (last === id) return true;
    this.#write(row, this.#read(this.size));
    this.#ids[row] = last;
    this.#rowOf.set(last, row);
    return true;
  }

  #rowsOf(ids: Uint32Array): number[] {
    const rows: number[] = [];
    for (const id of ids) {
      const row = this.#rowOf.get(id);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /**
   * Rows among which the k nearest are, in double precision: a scan in single precision, which takes an eighth of the time, leaves out those
   * that are farther by more than its rounding.
   * @param rows `undefined`: all
   */
  #findCandidates(vector: Float32Array, k: number, given: readonly number[] | undefined): readonly number[] {
    const rows = given ?? this.#ids.map((_, row) => row);
    // Where most would remain, the scan is no gain.
    if (rows.length < SCAN_FROM * k) return rows;
    for (const block of this.#blocks) block.setFactor(vector);
    const best = new TopK(k);
    const products = new Float32Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const product = this.#blockOf(row).product(row % this.#rowsPerBlock);
      products[i] = product;
      if (product > best.threshold) best.push(row, product);
    }
    const from = best.threshold - 2 * roundingError(this.dim, norm(vector) * this.#longest);
    return rows.filter((_, i) => (products[i] as number) >= from);
  }

  #read(row: number): Float32Array {
    return this.#blockOf(row).read(row % this.#rowsPerBlock);
  }

  #write(row: number, vector: Float32Array): void {
    this.#blockOf(row).write(row % this.#rowsPerBlock, vector);
  }

  #blockOf(row: number): FloatRows {
    return this.#blocks[Math.floor(row / this.#rowsPerBlock)] as FloatRows;
  }

  /** Allocates memory for this many vectors. */
  reserve(count: number): void {
    for (let from = 0, n = 0; from < count; from += this.#rowsPerBlock, n++) {
      const block = this.#blocks[n] ?? new FloatRows(this.dim);
      block.reserve(Math.min(count - from, this.#rowsPerBlock));
      this.#blocks[n] = block;
    }
  }
}
