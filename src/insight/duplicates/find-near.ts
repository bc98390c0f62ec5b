import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { type Cluster, cluster } from './cluster.js';
import type { DuplicateWork } from './duplicate-work.js';
import { type Hashed, indexHashes } from './hashed-rows.js';
import { indexNeighbours } from './list-neighbours.js';
import { createLookAhead } from './look-ahead.js';
import { MAX_HASH_BITS, MIN_SIMILAR_COSINE, minNearCosine } from './thresholds.js';

/**
 * Groups of near-duplicates, one image encoded, scaled or cropped anew: the hashes are close, the vectors do not object, and the small images confirm
 * it place by place. The hash of a surface is made of noise: instead, surfaces are compared with those that have close vectors. Photos without a
 * hash or a vector, and those that cannot be read now, stand alone.
 * @param rows the best to keep first
 */
export async function findNear(work: DuplicateWork, rows: readonly DuplicateRow[]): Promise<Cluster<DuplicateRow>[]> {
  const { hashed, listNear } = indexHashes(rows);
  const itemOf = new Map(hashed.map((item) => [item.row.id, item]));
  const withVector = hashed.map(({ row }) => row).filter(({ vectorId }) => vectorId !== null);
  const listNeighbours = await indexNeighbours(work, withVector, withVector.filter(work.mayBeSurface));

  /** Photos that may be the same image as another, by their hashes and vectors, with the cosine. */
  async function listCandidates(keeper: Hashed, isFree: (item: Hashed) => boolean): Promise<Map<Hashed, number>> {
    const candidates = new Map<Hashed, number>();
    for (const { item, bits } of listNear(keeper, keeper.hash, MAX_HASH_BITS)) {
      const vector = work.vectorOf(keeper.row);
      if (vector === undefined) return candidates;
      if (!isFree(item)) continue;
      const cosine = work.cosineWith(vector, item.row);
      const isSmall = work.isSmall(keeper.row) || work.isSmall(item.row);
      if (cosine >= minNearCosine(bits, isSmall)) candidates.set(item, cosine);
      await work.yieldIfDue();
    }
    if (!work.mayBeSurface(keeper.row)) return candidates;
    for (const { row, cosine } of await listNeighbours(keeper.row)) {
      const item = itemOf.get(row.id) as Hashed;
      if (item !== keeper && isFree(item) && cosine >= MIN_SIMILAR_COSINE) candidates.set(item, cosine);
    }
    return candidates;
  }

  const candidatesOf = createLookAhead(hashed, async (keeper: Hashed, isFree) => {
    const candidates = await listCandidates(keeper, isFree);
    if (candidates.size > 0) work.readAhead([keeper, ...candidates.keys()].map(({ row }) => row));
    return candidates;
  });
  const clusters = await cluster(hashed, async (keeper, isFree) => {
    await work.yieldIfDue();
    const like: { item: Hashed; cosine: number }[] = [];
    for (const [item, cosine] of await candidatesOf(keeper, isFree)) {
      if (isFree(item) && (await work.looksSame(keeper.row, item.row))) like.push({ item, cosine });
      await work.yieldIfDue();
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
