import { dot } from './dot-product.js';

/**
 * The index of the vector that is nearest to the mean of all: of the frames of a film, one that shows what most of it shows.
 * @returns −1 without vectors
 */
export function findNearestToMean(vectors: readonly Float32Array[]): number {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
  let nearest = -1;
  let most = Number.NEGATIVE_INFINITY;
  vectors.forEach((vector, i) => {
    const nearness = dot(vector, sum);
    if (nearness > most) [most, nearest] = [nearness, i];
  });
  return nearest;
}
