import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { type Cluster, cluster } from './cluster.js';
import type { DuplicateWork } from './duplicate-work.js';
import { countDifferentBits, type Hash, HashIndex, readHash } from './hash-index.js';
import { MAX_HASH_BITS, minNearCosine } from './thresholds.js';

/** A photo with its hash. */
interface Hashed {
  row: DuplicateRow;
  hash: Hash;
}

/**
 * Groups of near-duplicates, one image encoded, scaled or cropped anew: the hashes are close, and the vectors confirm it. Photos without a hash or a
 * vector stand alone.
 * @param rows the best to keep first
 */
export async function findNear(work: DuplicateWork, rows: readonly DuplicateRow[]): Promise<Cluster<DuplicateRow>[]> {
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

  const clusters = await cluster(hashed, async (keeper, isFree) => {
    await work.yieldIfDue();
    const like: { item: Hashed; cosine: number }[] = [];
    // Read when something is to be compared with it: most photos are like none.
    let vector: Float32Array | undefined;
    for (const { position } of index.search(keeper.hash, MAX_HASH_BITS)) {
      for (const item of groups[position] as Hashed[]) {
        if (!isFree(item)) continue;
        vector ??= work.vectorOf(keeper.row);
        if (vector === undefined) return [];
        const cosine = work.cosineWith(vector, item.row);
        const bits = countDifferentBits(keeper.hash, item.hash);
        if (cosine >= minNearCosine(bits, work.isSmall(keeper.row) || work.isSmall(item.row)))
          like.push({ item, cosine });
        await work.yieldIfDue();
      }
    }
    return like;
  });
  const alone = rows.filter((row) => row.phash === null).map((row) => ({ keeper: row, others: [] }));
  return [
    ...clusters.map(({ keeper, others }) => ({
      keeper: keeper.row,
      others: others.map(({ item, cosine }) => ({ item: item.row, cosine })),
    })),
    ...alone,
  ];
}
