import { PhotoseekError } from '../errors.js';

/** Ids are labels of 32 bits in the graph; beyond that they would silently wrap. */
const MAX_ID = 2 ** 32 - 1;

/** @throws PhotoseekError `vector-invalid` where an id is outside its range or stands twice in the batch */
export function checkIds(ids: readonly number[]): void {
  for (const id of ids) {
    if (!Number.isInteger(id) || id < 1 || id > MAX_ID)
      throw new PhotoseekError('vector-invalid', `A vector id must be an integer from 1 to ${MAX_ID}, got ${id}.`);
  }
  if (new Set(ids).size < ids.length)
    throw new PhotoseekError('vector-invalid', 'Each vector id must appear once in a batch; one appears twice.');
}

/** @throws PhotoseekError `vector-invalid` */
export function checkVectors(vectors: Float32Array, count: number, dim: number): void {
  if (vectors.length !== count * dim) {
    throw new PhotoseekError(
      'vector-invalid',
      `${count} vectors of dimension ${dim} must have ${count * dim} numbers, got ${vectors.length}.`,
    );
  }
  // A sum is not finite when any of its terms is not; one pass without a branch for each number.
  let sum = 0;
  for (let i = 0; i < vectors.length; i++) sum += Math.abs(vectors[i] as number);
  if (!Number.isFinite(sum)) throw vectorNotFinite();
}

export function vectorNotFinite(): PhotoseekError {
  return new PhotoseekError('vector-invalid', 'The numbers of a vector must be finite; one is not.');
}

/** @throws PhotoseekError `bad-argument` */
export function checkCount(k: number): void {
  if (!Number.isInteger(k) || k < 1)
    throw new PhotoseekError('bad-argument', `The number of neighbours must be an integer from 1, got ${k}.`);
}

/** The part of a batch that none of its holders knows: vectors that are there or were removed are not added again. */
export function withoutKnown(
  ids: readonly number[],
  vectors: Float32Array,
  dim: number,
  ...holders: readonly { knows(id: number): boolean }[]
): { ids: readonly number[]; vectors: Float32Array } {
  const isNew = (id: number) => !holders.some((holder) => holder.knows(id));
  if (ids.every(isNew)) return { ids, vectors };
  const rows = ids.flatMap((id, row) => (isNew(id) ? [row] : []));
  const sound = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => {
    sound.set(vectors.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return { ids: rows.map((row) => ids[row] as number), vectors: sound };
}
