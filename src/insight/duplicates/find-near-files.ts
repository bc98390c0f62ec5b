import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import type { FrameVector } from '../../store/records.js';
import { dot } from '../../vectors/math/dot-product.js';
import { type Cluster, cluster } from './cluster.js';
import { ENOUGH_PICTURES, MAX_DURATION_MS, MAX_DURATION_SHARE, MIN_SEQUENCE_COSINE } from './thresholds.js';

/** Dependencies of {@link findNearFiles}. */
export interface SequenceWork {
  /** Lets other work on this thread go on. */
  yieldIfDue(): Promise<void> | undefined;
  /** The vectors of all frames; empty where there are none. */
  framesOf(row: DuplicateRow): readonly FrameVector[];
  /** Compares the files at several places, spread over the whole; see `createSequenceLooks`. */
  countSame(a: DuplicateRow, b: DuplicateRow): Promise<{ places: number; same: number; plain: number }>;
}

/** Whether a content is one still image: everything else is compared as a sequence of them. */
export function isStill({ kind, frames }: DuplicateRow): boolean {
  return kind === 'image' && frames < 2;
}

/**
 * Groups of films, documents, models and animations that are one, encoded or scaled anew. They are of one kind and as long; each frame of one has a
 * like one in the other; and pictures at several places agree. One image never decides: films begin with the same black or the same title.
 * @param rows without still images, the best to keep first
 */
export async function findNearFiles(
  work: SequenceWork,
  rows: readonly DuplicateRow[],
): Promise<Cluster<DuplicateRow>[]> {
  return cluster(rows, async (keeper, isFree) => {
    const like: { item: DuplicateRow; cosine: number }[] = [];
    for (const item of rows) {
      if (!isFree(item) || !isAsLong(keeper, item)) continue;
      await work.yieldIfDue();
      const cosine = compareFrames(work.framesOf(keeper), work.framesOf(item));
      if (cosine < MIN_SEQUENCE_COSINE) continue;
      const { places, same, plain } = await work.countSame(keeper, item);
      const enough = Math.min(ENOUGH_PICTURES, places);
      if (places > 0 && same === places && places - plain >= enough) like.push({ item, cosine });
    }
    return like;
  });
}

/** Films of about one duration; pages, views and pictures of equal number. */
function isAsLong(a: DuplicateRow, b: DuplicateRow): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind !== 'video') return a.frames === b.frames && isStill(a) === isStill(b);
  if (a.durationMs === null || b.durationMs === null) return false;
  const longer = Math.max(a.durationMs, b.durationMs);
  return Math.abs(a.durationMs - b.durationMs) <= Math.max(MAX_DURATION_MS, MAX_DURATION_SHARE * longer);
}

/**
 * How like the frames of two files are: the mean cosine of each frame and the one most like it in the other file, of the direction in which it is
 * less. Encoders place key frames differently: frames at the same times are not to be expected.
 * @returns −1 without frames
 */
export function compareFrames(a: readonly FrameVector[], b: readonly FrameVector[]): number {
  if (a.length === 0 || b.length === 0) return -1;
  return Math.min(meanOfBest(a, b), meanOfBest(b, a));
}

function meanOfBest(from: readonly FrameVector[], to: readonly FrameVector[]): number {
  const best = from.map(({ vector }) => Math.max(...to.map((other) => dot(vector, other.vector))));
  return best.reduce((sum, cosine) => sum + cosine, 0) / best.length;
}
