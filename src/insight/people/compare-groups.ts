import { type Cluster, type FaceToGroup, makeCluster, mayJoin, Sums } from './face-clusters.js';
import { MAYBE_SAME_PERSON } from './thresholds.js';

/** Two groups that may be one person. */
export interface MaybeSame {
  /** Positions among the groups; the first one is the smaller. */
  groups: [number, number];
  /** Mean cosine of their faces, {@link MAYBE_SAME_PERSON} to {@link SAME_PERSON}. */
  cosine: number;
}

/**
 * Compares people as they are: which groups may be one, the likeliest first, at most one pair for each group as the first.
 * @param groups the faces of each
 * @returns a generator that pauses after each group, for other work
 */
export function* compareGroups(
  groups: readonly (readonly Omit<FaceToGroup, 'before'>[])[],
): Generator<void, MaybeSame[]> {
  const sums = new Sums();
  const clusters = groups.map((faces) => {
    const [first, ...others] = faces.map((face) => makeCluster(face, sums));
    for (const other of others) {
      sums.join(first as Cluster, other);
      sums.drop();
    }
    return first as Cluster;
  });
  return yield* findMaybes(clusters, sums);
}

/** For each group the nearest larger one that it may belong to; groups of one face are suggested for persons, not for each other. */
function* findMaybes(clusters: readonly Cluster[], sums: Sums): Generator<void, MaybeSame[]> {
  const bySize = clusters
    .map((cluster, position) => ({ cluster, position }))
    .toSorted((a, b) => b.cluster.faces.length - a.cluster.faces.length);
  const larger = new Map<Cluster, number>();
  const maybe: MaybeSame[] = [];
  for (const { cluster, position } of bySize) {
    const isOther = (other: Cluster) =>
      mayJoin(cluster, other) && (cluster.confirmed === undefined || cluster.confirmed !== other.confirmed);
    const found = sums.findNearest(cluster, larger.keys(), MAYBE_SAME_PERSON, isOther);
    if (found !== undefined)
      maybe.push({ groups: [position, larger.get(found.cluster) as number], cosine: found.cosine });
    if (cluster.faces.length > 1 || cluster.confirmed !== undefined) larger.set(cluster, position);
    yield;
  }
  return maybe.sort((a, b) => b.cosine - a.cosine);
}
