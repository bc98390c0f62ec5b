import type { ContentKind } from '../../model/content-kind.js';

const NOUNS = {
  image: ['photo', 'photos'],
  video: ['video', 'videos'],
  document: ['document', 'documents'],
  model: ['3D model', '3D models'],
} as const satisfies Record<ContentKind, readonly [one: string, several: string]>;

/** `1204 photos, 31 videos`: the kinds that there are. */
export function formatKinds(counts: Readonly<Record<ContentKind, number>>): string {
  const kinds = Object.entries(NOUNS) as [ContentKind, (typeof NOUNS)[ContentKind]][];
  return kinds
    .filter(([kind]) => counts[kind] > 0)
    .map(([kind, [one, several]]) => `${counts[kind]} ${counts[kind] === 1 ? one : several}`)
    .join(', ');
}
