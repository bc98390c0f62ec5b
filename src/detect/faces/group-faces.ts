import { FACE_DIMENSIONS } from './types.js';

/** Mean cosine of two groups from which on they are one person. */
export const SAME_PERSON = 0.7;

/** Mean cosine of two groups from which on they may be one person. */
export const MAYBE_SAME_PERSON = 0.62;

/** A face, with what a user has decided about it. */
export interface FaceToGroup {
  id: number;
  /** {@link FACE_DIMENSIONS} numbers, length 1. */
  vector: Float32Array;
  /** Larger for faces that show more, such as height × score: groups grow around these. */
  quality: number;
  /** The person this face is of for certain: a user has named or confirmed it. */
  confirmed?: number | undefined;
  /** Persons this face is not of. */
  excluded?: readonly number[] | undefined;
  /** The person it belonged to before. */
  before?: number | undefined;
}

/** Faces that look like one person. */
export interface FaceGroup {
  /** That of its confirmed faces, or the one it was before; `undefined`: a new one. Several groups may be one confirmed person: child and adult. */
  person: number | undefined;
  isConfirmed: boolean;
  /** Ids; the face of the highest quality first. */
  faces: number[];
}

/** Two groups that may be one person. */
export interface MaybeSame {
  /** Positions in {@link GroupedFaces.groups}; the first one is the smaller. */
  groups: [number, number];
  /** Mean cosine of their faces, {@link MAYBE_SAME_PERSON} to {@link SAME_PERSON}. */
  cosine: number;
}

/** What {@link groupFaces} finds. */
export interface GroupedFaces {
  groups: FaceGroup[];
  /** The likeliest first, at most one for each group as the first. */
  maybe: MaybeSame[];
}

/** A growing group. The mean cosine of two groups is the product of their sums over the product of their counts. */
interface Cluster {
  sum: Float32Array;
  faces: FaceToGroup[];
  confirmed: number | undefined;
  excluded: Set<number>;
}

/**
 * Groups faces by person: average linkage, cut at {@link SAME_PERSON}. Each face, the best first, joins the group it is nearest to in the mean, or begins
 * one; then groups are joined, the nearest first. That takes one product per face and group, where comparing all pairs of faces would take a thousand
 * times as long in a large library.
 *
 * The groups follow from the set of faces and the decisions alone, not from the order in which they were found: faces are sorted by quality and, where
 * that is equal, by their vectors. Only {@link FaceGroup.person} looks at `before`: a group keeps the person with whom it shares most faces.
 *
 * Groups with confirmed faces of two persons are never joined, and no face gets into a group of a person it is not of.
 */
export function groupFaces(faces: readonly FaceToGroup[]): GroupedFaces {
  const clusters: Cluster[] = [];
  for (const face of faces.toSorted(compareFaces)) {
    const single = startCluster(face);
    const nearest = findNearest(single, clusters, SAME_PERSON);
    if (nearest === undefined) clusters.push(single);
    else join(nearest.cluster, single);
  }
  const joined = joinNearest(clusters);
  const persons = keepPersons(joined);
  return {
    groups: joined.map((cluster) => ({
      person: persons.get(cluster),
      isConfirmed: cluster.confirmed !== undefined,
      faces: cluster.faces.toSorted(compareQuality).map(({ id }) => id),
    })),
    maybe: findMaybes(joined),
  };
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

function startCluster(face: FaceToGroup): Cluster {
  return { sum: face.vector.slice(), faces: [face], confirmed: face.confirmed, excluded: new Set(face.excluded) };
}

function join(into: Cluster, from: Cluster): void {
  for (let i = 0; i < FACE_DIMENSIONS; i++) into.sum[i] = (into.sum[i] as number) + (from.sum[i] as number);
  into.faces.push(...from.faces);
  into.confirmed ??= from.confirmed;
  for (const person of from.excluded) into.excluded.add(person);
}

function mayJoin(a: Cluster, b: Cluster): boolean {
  if (a.confirmed !== undefined && b.confirmed !== undefined && a.confirmed !== b.confirmed) return false;
  return (
    !(a.confirmed !== undefined && b.excluded.has(a.confirmed)) &&
    !(b.confirmed !== undefined && a.excluded.has(b.confirmed))
  );
}

function meanCosine(a: Cluster, b: Cluster): number {
  return dot(a.sum, b.sum) / (a.faces.length * b.faces.length);
}

/** Four sums, so that no addition waits for the one before. */
function dot(a: Float32Array, b: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < FACE_DIMENSIONS; i += 4) {
    s0 += (a[i] as number) * (b[i] as number);
    s1 += (a[i + 1] as number) * (b[i + 1] as number);
    s2 += (a[i + 2] as number) * (b[i + 2] as number);
    s3 += (a[i + 3] as number) * (b[i + 3] as number);
  }
  return s0 + s1 + s2 + s3;
}

/** The nearest of the clusters that one may join, the first of equal ones. */
function findNearest(
  one: Cluster,
  clusters: Iterable<Cluster>,
  least: number,
  isCandidate: (other: Cluster) => boolean = (other) => mayJoin(one, other),
): { cluster: Cluster; cosine: number } | undefined {
  let best: Cluster | undefined;
  let cosine = least;
  for (const other of clusters) {
    if (other === one || !isCandidate(other)) continue;
    const mean = meanCosine(one, other);
    if (mean > cosine || (best === undefined && mean === cosine)) {
      best = other;
      cosine = mean;
    }
  }
  return best === undefined ? undefined : { cluster: best, cosine };
}

/** Joins the two nearest clusters until none are near enough. */
function joinNearest(clusters: readonly Cluster[]): Cluster[] {
  const active = new Set(clusters);
  const nearest = new Map<Cluster, { cluster: Cluster; cosine: number }>();
  const look = (one: Cluster) => {
    const found = findNearest(one, active, SAME_PERSON);
    if (found === undefined) nearest.delete(one);
    else nearest.set(one, found);
  };
  for (const one of active) look(one);
  while (nearest.size > 0) {
    let [best, to] = [...nearest][0] as [Cluster, { cluster: Cluster; cosine: number }];
    for (const [one, found] of nearest) if (found.cosine > to.cosine) [best, to] = [one, found];
    const gone = to.cluster;
    active.delete(gone);
    nearest.delete(gone);
    join(best, gone);
    const changed = [...active].filter((one) => [best, gone].includes(nearest.get(one)?.cluster as Cluster));
    for (const one of new Set([best, ...changed])) look(one);
    // The joined cluster may be nearer to others than what they had.
    for (const one of active) {
      if (one === best || !mayJoin(one, best)) continue;
      const cosine = meanCosine(one, best);
      if (cosine >= SAME_PERSON && cosine > (nearest.get(one)?.cosine ?? 0))
        nearest.set(one, { cluster: best, cosine });
    }
  }
  return [...active];
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

/** For each group the nearest larger one that it may belong to; groups of one face are suggested for persons, not for each other. */
function findMaybes(clusters: readonly Cluster[]): MaybeSame[] {
  const bySize = clusters
    .map((cluster, position) => ({ cluster, position }))
    .toSorted((a, b) => b.cluster.faces.length - a.cluster.faces.length);
  const larger = new Map<Cluster, number>();
  const maybe: MaybeSame[] = [];
  for (const { cluster, position } of bySize) {
    const isOther = (other: Cluster) =>
      mayJoin(cluster, other) && (cluster.confirmed === undefined || cluster.confirmed !== other.confirmed);
    const found = findNearest(cluster, larger.keys(), MAYBE_SAME_PERSON, isOther);
    if (found !== undefined)
      maybe.push({ groups: [position, larger.get(found.cluster) as number], cosine: found.cosine });
    if (cluster.faces.length > 1 || cluster.confirmed !== undefined) larger.set(cluster, position);
  }
  return maybe.sort((a, b) => b.cosine - a.cosine);
}
