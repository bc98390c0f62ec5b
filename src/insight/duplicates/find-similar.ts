import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { type Cluster, cluster } from './cluster.js';
import type { DuplicateWork } from './duplicate-work.js';
import { indexNeighbours } from './list-neighbours.js';
import { minSimilarCosine, SAME_MOMENT_MS } from './thresholds.js';

/** Photos of one moment that are compared: a time-lapse holds thousands a minute. */
const MAX_OF_A_MOMENT = 200;

/**
 * Groups of photos of one scene: the vectors are close, and closer where the times do not say that it was one moment.
 * @param rows the best to keep first
 */
export async function findSimilar(
  work: DuplicateWork,
  rows: readonly DuplicateRow[],
): Promise<Cluster<DuplicateRow>[]> {
  const withVector = rows.filter((row) => row.vectorId !== null);
  const listOfMoment = createTimeline(withVector);
  const listNeighbours = await indexNeighbours(work, withVector, withVector);

  return cluster(withVector, async (keeper, isFree) => {
    await work.yieldIfDue();
    const like = new Map<DuplicateRow, number>();
    const offer = (item: DuplicateRow, cosine: number) => {
      if (item === keeper || !isFree(item)) return;
      if (cosine >= minSimilarCosine(measureBetween(keeper, item))) like.set(item, cosine);
    };
    for (const { row, cosine } of await listNeighbours(keeper)) offer(row, cosine);
    const ofMoment = listOfMoment(keeper).filter(isFree);
    const vector = ofMoment.length > 0 ? work.vectorOf(keeper) : undefined;
    if (vector !== undefined) for (const item of ofMoment) offer(item, work.cosineWith(vector, item));
    const confirmed: { item: DuplicateRow; cosine: number }[] = [];
    for (const [item, cosine] of like) {
      // All pages are near each other, whatever they say; two plain walls are no scene.
      const saysLittle = (await work.saysLittle(keeper)) || (await work.saysLittle(item));
      if (!saysLittle || work.haveOneText(keeper, item) || (await work.looksSame(keeper, item)))
        confirmed.push({ item, cosine });
      await work.yieldIfDue();
    }
    return confirmed;
  });
}

/** Finds the photos that were taken about when another was. */
function createTimeline(rows: readonly DuplicateRow[]): (row: DuplicateRow) => DuplicateRow[] {
  const dated = rows.filter((row) => row.takenAtMs !== null) as (DuplicateRow & { takenAtMs: number })[];
  dated.sort((a, b) => a.takenAtMs - b.takenAtMs);
  const placeOf = new Map<DuplicateRow, number>(dated.map((row, place) => [row, place]));
  return (row) => {
    const place = placeOf.get(row);
    if (place === undefined || row.takenAtMs === null) return [];
    const found: DuplicateRow[] = [];
    for (const step of [-1, 1]) {
      for (let at = place + step; found.length < MAX_OF_A_MOMENT; at += step) {
        const other = dated[at];
        if (other === undefined || Math.abs(other.takenAtMs - row.takenAtMs) > SAME_MOMENT_MS) break;
        found.push(other);
      }
    }
    return found;
  };
}

function measureBetween(a: DuplicateRow, b: DuplicateRow): number | null {
  return a.takenAtMs === null || b.takenAtMs === null ? null : Math.abs(a.takenAtMs - b.takenAtMs);
}
