import {
  areSeenTogether,
  type Cluster,
  type FaceToGroup,
  makeCluster,
  mayJoin,
  type Nearest,
  Sums,
} from './face-clusters.js';
import { SAME_PERSON } from './thresholds.js';

/** Faces that look like one person. */
export interface FaceGroup {
  /** That of its confirmed faces, or the one it was before; `undefined`: a new one. Several groups may be one confirmed person: child and adult. */
  person: number | undefined;
  isConfirmed: boolean;
  /** Ids; the face of the highest quality first. */
  faces: number[];
}

/**
 * Groups faces by person: average linkage, cut at {@link SAME_PERSON}. Each face, the best first, joins the group it is nearest to in the mean, or begins
 * one; then groups are joined, the nearest first. That takes one product per face and group, where comparing all pairs of faces would take many times
 * as long in a large library.
 *
 * The groups follow from the set of faces and the decisions alone, not from the order in which they were found: faces are sorted by quality and, where
 * that is equal, by their vectors. Only {@link FaceGroup.person} looks at `before`: a group keeps the person with whom it shares most faces.
 *
 * Groups with confirmed faces of two persons are never joined, and no face gets into a group of a person it is not of, or into one that has another face
 * of its picture already.
 * @returns a generator that pauses after each comparison of a face or a group with all others, for other work
 */
export function* groupFaces(faces: readonly FaceToGroup[]): Generator<void, FaceGroup[]> {
  const sums = new Sums();
  const clusters = yield* joinNearest(yield* gather(faces.toSorted(compareFaces), sums), sums);
  const persons = keepPersons(clusters);
  return clusters.map((cluster) => ({
    person: persons.get(cluster),
    isConfirmed: cluster.confirmed !== undefined,
    faces: cluster.faces.toSorted(compareQuality).map(({ id }) => id),
  }));
}

function mayBeOne(a: Cluster, b: Cluster): boolean {
  return mayJoin(a, b) && !areSeenTogether(a, b);
}

/** @param faces in the order in which they seek a group */
function* gather(faces: readonly FaceToGroup[], sums: Sums): Generator<void, Cluster[]> {
  const clusters: Cluster[] = [];
  for (const face of faces) {
    const single = makeCluster(face, sums);
    const nearest = sums.findNearest(single, clusters, SAME_PERSON, (other) => mayBeOne(single, other));
    if (nearest === undefined) {
      clusters.push(single);
    } else {
      sums.join(nearest.cluster, single);
      sums.drop();
    }
    yield;
  }
  return clusters;
}

/** Joins the two nearest clusters until none are near enough. */
function* joinNearest(clusters: readonly Cluster[], sums: Sums): Generator<void, Cluster[]> {
  const active = new Set(clusters);
  const nearest = yield* compareAll(clusters, sums);
  while (nearest.size > 0) {
    const [into, { cluster: from }] = findBest(nearest);
    active.delete(from);
    nearest.delete(from);
    sums.join(into, from);
    for (const one of active) {
      const known = nearest.get(one)?.cluster;
      if (one !== into && known !== into && known !== from) continue;
      const found = sums.findNearest(one, active, SAME_PERSON, (other) => mayBeOne(one, other));
      if (found === undefined) nearest.delete(one);
      else nearest.set(one, found);
    }
    // The joined cluster may be nearer to others than what they had.
    const compare = sums.compareWith(into);
    for (const one of active) {
      const cosine = one === into ? -1 : compare(one);
      if (cosine >= SAME_PERSON && cosine > (nearest.get(one)?.cosine ?? 0) && mayBeOne(one, into))
        nearest.set(one, { cluster: into, cosine });
    }
    yield;
  }
  return [...active];
}

/** The nearest one of each cluster that is near enough to another; of equal ones, the first. Each pair is compared once. */
function* compareAll(clusters: readonly Cluster[], sums: Sums): Generator<void, Map<Cluster, Nearest>> {
  const found: (Nearest | undefined)[] = [];
  for (const [i, one] of clusters.entries()) {
    const compare = sums.compareWith(one);
    for (let j = 0; j < i; j++) {
      const other = clusters[j] as Cluster;
      const cosine = compare(other);
      if (cosine < SAME_PERSON || !mayBeOne(one, other)) continue;
      if (cosine > (found[i]?.cosine ?? 0)) found[i] = { cluster: other, cosine };
      if (cosine > (found[j]?.cosine ?? 0)) found[j] = { cluster: one, cosine };
    }
    yield;
  }
  return new Map(
    clusters.flatMap((cluster, i): [Cluster, Nearest][] => {
      const nearest = found[i];
      return nearest === undefined ? [] : [[cluster, nearest]];
    }),
  );
}

function findBest(nearest: ReadonlyMap<Cluster, Nearest>): [Cluster, Nearest] {
  let best: [Cluster, Nearest] | undefined;
  for (const entry of nearest) if (best === undefined || entry[1].cosine > best[1].cosine) best = entry;
  return best as [Cluster, Nearest];
}

/** Confirmed faces first: others gather around them. Then the best first; the id decides between faces with the same vector only. */
function compareFaces(a: FaceToGroup, b: FaceToGroup): number {
  return Number(b.confirmed !== undefined) - Number(a.confirmed !== undefined) || compareQuality(a, b);
}

function compareQuality(a: FaceToGroup, b: FaceToGroup): number {
  return b.quality - a.quality || compareVectors(a.vector, b.vector) || a.id - b.id;
}

function compareVectors(a: Float32Array, b: Float32Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Confirmed persons, and for the other groups the persons with whom they share most faces; each of those once. */
function keepPersons(clusters: readonly Cluster[]): Map<Cluster, number> {
  const persons = new Map<Cluster, number>();
  const taken = new Set<number>();
  for (const cluster of clusters)
    if (cluster.confirmed !== undefined) {
      persons.set(cluster, cluster.confirmed);
      taken.add(cluster.confirmed);
    }
  const shared = clusters.filter((cluster) => !persons.has(cluster)).flatMap(countBefore);
  for (const { cluster, person } of shared.sort((a, b) => b.count - a.count || a.person - b.person))
    if (!persons.has(cluster) && !taken.has(person)) {
      persons.set(cluster, person);
      taken.add(person);
    }
  return persons;
}

function countBefore(cluster: Cluster): { cluster: Cluster; person: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { before } of cluster.faces) if (before !== undefined) counts.set(before, (counts.get(before) ?? 0) + 1);
  return Array.from(counts, ([person, count]) => ({ cluster, person, count }));
}
