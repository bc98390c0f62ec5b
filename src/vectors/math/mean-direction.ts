/** The mean of vectors of unit length, of unit length again; the vector itself when there is one. */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = vectors;
  if (vectors.length === 1) return first;
  const mean = first.map((_, i) => vectors.reduce((sum, vector) => sum + (vector[i] as number), 0));
  const length = Math.hypot(...mean) || 1;
  return mean.map((value) => value / length);
}
