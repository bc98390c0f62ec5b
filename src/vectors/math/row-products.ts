import { FloatRows } from './float-rows.js';

/** Dot products of fixed rows with a vector that changes. */
export class RowProducts {
  readonly #rows: FloatRows;
  readonly #products: Float32Array;

  /** @param rows one after the other, `dim` numbers each */
  constructor(rows: Float32Array, dim: number) {
    const count = rows.length / dim;
    this.#rows = new FloatRows(dim);
    this.#rows.reserve(count);
    for (let row = 0; row < count; row++) this.#rows.write(row, rows.subarray(row * dim, (row + 1) * dim));
    this.#products = new Float32Array(count);
  }

  /** @returns a product for each row; overwritten by the next call */
  multiply(vector: Float32Array): Float32Array {
    this.#rows.setFactor(vector);
    for (let row = 0; row < this.#products.length; row++) this.#products[row] = this.#rows.product(row);
    return this.#products;
  }
}
