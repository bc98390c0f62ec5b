import { RowProducts } from '../../vectors/math/row-products.js';

/** Dot products of vectors of one length with a vector that changes. */
export function productsOf(vectors: readonly Float32Array[]): RowProducts {
  const dim = vectors[0]?.length ?? 1;
  const rows = new Float32Array(vectors.length * dim);
  for (const [i, vector] of vectors.entries()) rows.set(vector, i * dim);
  return new RowProducts(rows, dim);
}
