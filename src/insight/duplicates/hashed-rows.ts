import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { type Hash, HashIndex, readHash } from './hash-index.js';

/** A photo with its hash. */
export interface Hashed {
  row: DuplicateRow;
  hash: Hash;
}

/** Photos that can be looked up by their hashes. */
interface HashedRows {
  /** Those with a hash, in the order they were given. */
  hashed: Hashed[];
  /** Those whose hash differs in at most `bits`, itself among them. */
  listNear(hash: Hash, bits: number): { item: Hashed; bits: number }[];
}

export function indexHashes(rows: readonly DuplicateRow[]): HashedRows {
  const hashed = rows.flatMap((row) => (row.phash === null ? [] : [{ row, hash: readHash(row.phash) }]));
  // Hundreds of blank pages have one hash: it is looked up once.
  const byHash = new Map<string, Hashed[]>();
  for (const item of hashed) {
    const key = `${item.hash.high}:${item.hash.low}`;
    const same = byHash.get(key);
    if (same === undefined) byHash.set(key, [item]);
    else same.push(item);
  }
  const groups = [...byHash.values()];
  const index = new HashIndex(groups.map(([first]) => (first as Hashed).hash));
  return {
    hashed,
    listNear: (hash, most) =>
      index
        .search(hash, most)
        .flatMap(({ position, bits }) => (groups[position] as Hashed[]).map((item) => ({ item, bits }))),
  };
}
