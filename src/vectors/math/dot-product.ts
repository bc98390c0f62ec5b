/** Dot products in double precision. */

/** The dot product of two vectors of the same length; for unit vectors, their cosine. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The product with the vector that begins at `offset`. The query is of double precision: only the number of the row must be widened. */
export function dotRow(data: Float32Array, offset: number, query: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < query.length; i++) sum += (data[offset + i] as number) * (query[i] as number);
  return sum;
}

/** Four rows at a time: each number of the query is loaded once for all four, and the sums do not wait for each other. */
export function dotFourRows(data: Float32Array, offset: number, query: Float64Array, sums: Float64Array): void {
  const dim = query.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < dim; i++) {
    const x = query[i] as number;
    const at = offset + i;
    a += (data[at] as number) * x;
    b += (data[at + dim] as number) * x;
    c += (data[at + 2 * dim] as number) * x;
    d += (data[at + 3 * dim] as number) * x;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}
