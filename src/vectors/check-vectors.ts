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

/**
 * Ids are given once: not again while they are there, nor after they were removed, nor twice in `ids`.
 * @throws PhotoseekError `vector-invalid`
 */
export function checkNew(ids: readonly number[], ...holders: readonly { knows(id: number): boolean }[]): void {
  const here = new Set<number>();
  for (const id of ids) {
    if (here.has(id) || holders.some((holder) => holder.knows(id)))
      throw new PhotoseekError('vector-invalid', `The id ${id} is given twice; it is or was there already.`);
    here.add(id);
  }
}
