import type { DuplicateTurn } from '../../search/types/duplicates.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { type Cluster, cluster } from './cluster.js';
import type { DuplicateWork } from './duplicate-work.js';
import { indexHashes } from './hashed-rows.js';
import { TURNS, turnHash } from './looks/turn.js';
import { MAX_TURNED_BITS } from './thresholds.js';

/** Groups of a photo and what shows it mirrored or rotated. */
interface TurnedClusters {
  clusters: Cluster<DuplicateRow>[];
  /** How each that is not a keeper shows its keeper. */
  turns: ReadonlyMap<DuplicateRow, DuplicateTurn>;
}

/**
 * Groups of photos that are one image turned by right angles or mirrored: the hash of one is about that of the other turned, and the small images
 * confirm it. Vectors do not: an encoder sees another image.
 * @param rows the best to keep first
 */
export async function findTurned(work: DuplicateWork, rows: readonly DuplicateRow[]): Promise<TurnedClusters> {
  const { hashed, listNear } = indexHashes(rows);
  const turns = new Map<DuplicateRow, DuplicateTurn>();
  const clusters = await cluster(hashed, async (keeper, isFree) => {
    const vector = work.vectorOf(keeper.row);
    const like = new Set<(typeof hashed)[number]>();
    for (const turn of TURNS) {
      await work.yieldIfDue();
      for (const { item } of listNear(keeper, turnHash(keeper.hash, turn), MAX_TURNED_BITS)) {
        if (!isFree(item) || like.has(item) || !(await work.looksSame(keeper.row, item.row, turn))) continue;
        like.add(item);
        turns.set(item.row, turn);
      }
    }
    return [...like].map((item) => ({ item, cosine: vector === undefined ? -1 : work.cosineWith(vector, item.row) }));
  });
  const alone = rows.filter((row) => row.phash === null).map((row) => ({ keeper: row, others: [] }));
  return {
    clusters: [
      ...clusters.map(({ keeper, others }) => ({
        keeper: keeper.row,
        others: others.map(({ item, cosine }) => ({ item: item.row, cosine })),
      })),
      ...alone,
    ],
    turns,
  };
}
