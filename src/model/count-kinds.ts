import type { ContentKind } from './content-kind.js';

/** How many contents of each kind there are. */
export type KindCounts = Readonly<Partial<Record<ContentKind, number>>>;

/** The order in which kinds are named. */
const ORDER: readonly ContentKind[] = ['image', 'video', 'document', 'model'];

/** Counts contents by their kinds. */
export function tallyKinds(contents: Iterable<{ kind: ContentKind }>): KindCounts {
  const counts: Partial<Record<ContentKind, number>> = {};
  for (const { kind } of contents) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/**
 * The noun for a number of contents: by their kinds where each is known (2 photos, 1 video), by the one kind there is, or by the
 * neutral word `result`.
 * @param counts of all of them, or of a larger or smaller set that they are like
 * @param total how many there are. Default: as many as `counts` has
 */
export function nameCounts(
  counts: KindCounts,
  total = sumOf(counts),
): readonly (readonly [kind: ContentKind | 'result', count: number])[] {
  const present = ORDER.filter((kind) => (counts[kind] ?? 0) > 0);
  if (present.length > 1 && total !== sumOf(counts)) return [['result', total]];
  if (present.length > 1) return present.map((kind) => [kind, counts[kind] ?? 0]);
  return [[present[0] ?? 'image', total]];
}

function sumOf(counts: KindCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
