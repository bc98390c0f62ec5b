import { FACE_DIMENSIONS } from '../../detect/faces/types.js';
import { FloatRows } from '../../vectors/math/float-rows.js';

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

/** The result of {@link groupFaces}. */
export interface GroupedFaces {
  groups: FaceGroup[];
  /** The likeliest first, at most one for each group as the first. */
  maybe: MaybeSame[];
}

/** A growing group. The mean cosine of two groups is the product of their sums over the product of their counts. */
interface Cluster {
  /** Of {@link Sums}. */
  row: number;
  faces: FaceToGroup[];
  confirmed: number | undefined;
  excluded: Set<number>;
}

/** A cluster's nearest one. */
interface Nearest {
  cluster: Cluster;
  cosine: number;
}

/**
 * Groups faces by person: average linkage, cut at {@link SAME_PERSON}. Each face, the best first, joins the group it is nearest to in the mean, or begins
 * one; then groups are joined, the nearest first. That takes one product per face and group, where comparing all pairs of faces would take many times
 * as long in a large library.
 *
 * The groups follow from the set of faces and the decisions alone, not from the order in which they were found: faces are sorted by quality and, where
 * that is equal, by their vectors. Only {@link FaceGroup.person} looks at `before`: a group keeps the person with whom it shares most faces.
 *
 * Groups with confirmed faces of two persons are never joined, and no face gets into a group of a person it is not of.
 */
export function groupFaces(faces: readonly FaceToGroup[]): GroupedFaces {
  const sums = new Sums();
  const clusters = joinNearest(gather(faces.toSorted(compareFaces), sums), sums);
  const persons = keepPersons(clusters);
  return {
    groups: clusters.map((cluster) => ({
      person: persons.get(cluster),
      isConfirmed: cluster.confirmed !== undefined,
      faces: cluster.faces.toSorted(compareQuality).map(({ id }) => id),
    })),
    maybe: finish(findMaybes(clusters, sums)),
  };
}

/**
 * Compares people as they are: which groups may be one, the likeliest first.
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

function finish<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The sum of the vectors of each cluster. */
class Sums {
  readonly #rows = new FloatRows(FACE_DIMENSIONS);
  #reserved = 0;
  #count = 0;

  /** @returns its row */
  add(vector: Float32Array): number {
    if (this.#count === this.#reserved) {
      this.#reserved = Math.max(64, 2 * this.#reserved);
      this.#rows.reserve(this.#reserved);
    }
    this.#rows.write(this.#count, vector);
    return this.#count++;
  }

  join(into: Cluster, from: Cluster): void {
    const sum = this.#rows.read(into.row);
    const other = this.#rows.read(from.row);
    for (let i = 0; i < FACE_DIMENSIONS; i++) sum[i] = (sum[i] as number) + (other[i] as number);
    into.faces.push(...from.faces);
    into.confirmed ??= from.confirmed;
    for (const person of from.excluded) into.excluded.add(person);
  }

  /** Gives the last row back. */
  drop(): void {
    this.#count--;
  }

  /** @returns the mean cosine of a cluster and those that are asked for */
  compareWith(one: Cluster): (other: Cluster) => number {
    this.#rows.setFactor(this.#rows.read(one.row));
    return (other) => this.#rows.product(other.row) / (one.faces.length * other.faces.length);
  }

  /** The nearest of the candidates, the first of equal ones. */
  findNearest(
    one: Cluster,
    others: Iterable<Cluster>,
    least: number,
    isCandidate: (other: Cluster) => boolean,
  ): Nearest | undefined {
    const compare = this.compareWith(one);
    let nearest: Nearest | undefined;
    for (const other of others) {
      const cosine = other === one ? -1 : compare(other);
      if (cosine >= least && (nearest === undefined || cosine > nearest.cosine) && isCandidate(other))
        nearest = { cluster: other, cosine };
    }
    return nearest;
  }
}

/** @param faces in the order in which they seek a group */
function gather(faces: readonly FaceToGroup[], sums: Sums): Cluster[] {
  const clusters: Cluster[] = [];
  for (const face of faces) {
    const single = makeCluster(face, sums);
    const nearest = sums.findNearest(single, clusters, SAME_PERSON, (other) => mayJoin(single, other));
    if (nearest === undefined) {
      clusters.push(single);
    } else {
      sums.join(nearest.cluster, single);
      sums.drop();
    }
  }
  return clusters;
}

function makeCluster(face: FaceToGroup, sums: Sums): Cluster {
  const { confirmed } = face;
  return { row: sums.add(face.vector), faces: [face], confirmed, excluded: new Set(face.excluded) };
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

function mayJoin(a: Cluster, b: Cluster): boolean {
  if (a.confirmed !== undefined && b.confirmed !== undefined && a.confirmed !== b.confirmed) return false;
  return (
    !(a.confirmed !== undefined && b.excluded.has(a.confirmed)) &&
    !(b.confirmed !== undefined && a.excluded.has(b.confirmed))
  );
}

/** Joins the two nearest clusters until none are near enough. */
function joinNearest(clusters: readonly Cluster[], sums: Sums): Cluster[] {
  const active = new Set(clusters);
  const nearest = new Map<Cluster, Nearest>();
  const look = (one: Cluster) => {
    const found = sums.findNearest(one, active, SAME_PERSON, (other) => mayJoin(one, other));
    if (found === undefined) nearest.delete(one);
    else nearest.set(one, found);
  };
  for (const one of active) look(one);
  while (nearest.size > 0) {
    const [into, { cluster: from }] = [...nearest].reduce((a, b) => (b[1].cosine > a[1].cosine ? b : a));
    active.delete(from);
    nearest.delete(from);
    sums.join(into, from);
    for (const one of active) {
      const known = nearest.get(one)?.cluster;
      if (one === into || known === into || known === from) look(one);
    }
    // The joined cluster may be nearer to others than what they had.
    const compare = sums.compareWith(into);
    for (const one of active) {
      const cosine = one === into ? -1 : compare(one);
      if (cosine >= SAME_PERSON && cosine > (nearest.get(one)?.cosine ?? 0) && mayJoin(one, into))
        nearest.set(one, { cluster: into, cosine });
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
