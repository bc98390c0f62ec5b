/** The dot product of two vectors of the same length, in double precision; for unit vectors, their cosine. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The length of a vector. */
export function norm(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector));
}
