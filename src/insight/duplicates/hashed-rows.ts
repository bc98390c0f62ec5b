import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { type Hash, HashIndex, readHash } from './hash-index.js';

/** A photo with its hash. */
export interface Hashed {
  row: DuplicateRow;
  hash: Hash;
  /** Its place among those with a hash. */
  position: number;
}

/** Photos that can be looked up by their hashes. */
interface HashedRows {
  /** Those with a hash, in the order they were given. */
  hashed: Hashed[];
  /** Those after an item, in order, with a hash that differs in at most `bits` from one: grouping has taken all before it. */
  listNear(after: Hashed, hash: Hash, bits: number): { item: Hashed; bits: number }[];
}

export function indexHashes(rows: readonly DuplicateRow[]): HashedRows {
  const hashed = rows
    .flatMap((row) => (row.phash === null ? [] : [{ row, hash: readHash(row.phash) }]))
    .map((item, position) => ({ ...item, position }));
  const index = new HashIndex(hashed.map(({ hash }) => hash));
  return {
    hashed,
    listNear: (after, hash, most) =>
      index
        .search(hash, most, after.position + 1)
        .map(({ position, bits }) => ({ item: hashed[position] as Hashed, bits })),
  };
}
