import type { ContentKind } from '../../model/content-kind.js';
import { type KindCounts, nameCounts } from '../../model/count-kinds.js';

const NOUNS = {
  image: ['photo', 'photos'],
  video: ['video', 'videos'],
  document: ['document', 'documents'],
  model: ['3D model', '3D models'],
  result: ['result', 'results'],
} as const satisfies Record<ContentKind | 'result', readonly [one: string, several: string]>;

/**
 * `3 photos`, `1204 photos, 31 videos`, or `60 results` where the kinds of some are not known.
 * @param counts of all of them, or of a set that they are like
 * @param total how many there are. Default: as many as `counts` has
 */
export function formatKinds(counts: KindCounts, total?: number): string {
  return nameCounts(counts, total)
    .map(([kind, count]) => `${count} ${NOUNS[kind][count === 1 ? 0 : 1]}`)
    .join(', ');
}
