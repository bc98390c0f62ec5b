import { PhotoseekError } from '../errors.js';

/** Ids are labels of 32 bits in the graph; beyond that they would silently wrap. */
const MAX_ID = 2 ** 32 - 1;

/** @throws PhotoseekError `vector-invalid` */
export function checkIds(ids: readonly number[]): void {
  for (const id of ids) {
    if (!Number.isInteger(id) || id < 1 || id > MAX_ID) {
      throw new PhotoseekError('vector-invalid', `A vector's id must be an integer from 1 to ${MAX_ID}; ${id} came.`);
    }
  }
}

/** @throws PhotoseekError `vector-invalid` */
export function checkVectors(vectors: Float32Array, count: number, dim: number): void {
  if (vectors.length !== count * dim) {
    throw new PhotoseekError(
      'vector-invalid',
      `${count} vectors of ${dim} numbers were expected; ${vectors.length} numbers came.`,
    );
  }
  // A sum is not finite when any of its terms is not; one pass without a branch for each number.
  let sum = 0;
  for (let i = 0; i < vectors.length; i++) sum += Math.abs(vectors[i] as number);
  if (!Number.isFinite(sum)) throw new PhotoseekError('vector-invalid', 'A vector holds a number that is not finite.');
}

/** @throws PhotoseekError `bad-argument` */
export function checkCount(k: number): void {
  if (!Number.isInteger(k) || k < 1)
    throw new PhotoseekError('bad-argument', `At least one neighbour must be asked for; ${k} came.`);
}

/** The first id that is known already or stands twice in `ids`. */
export function findRepeated(ids: readonly number[], known: { has(id: number): boolean }): number | undefined {
  const here = new Set<number>();
  return ids.find((id) => known.has(id) || here.size === here.add(id).size);
}
