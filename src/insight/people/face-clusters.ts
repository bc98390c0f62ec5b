import { FACE_DIMENSIONS } from '../../detect/faces/types.js';
import { FloatRows } from '../../vectors/math/float-rows.js';

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
  /** The picture it is in: two faces of one are not joined unless a user says so. Absent: one of its own. */
  picture?: string | undefined;
  /** The person it belonged to before. */
  before?: number | undefined;
}

/** A growing group. The mean cosine of two groups is the product of their sums over the product of their counts. */
export interface Cluster {
  /** Of {@link Sums}. */
  row: number;
  faces: FaceToGroup[];
  confirmed: number | undefined;
  excluded: Set<number>;
  pictures: Set<string>;
}

/** A cluster's nearest one. */
export interface Nearest {
  cluster: Cluster;
  cosine: number;
}

/** The sum of the vectors of each cluster. */
export class Sums {
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
    for (const picture of from.pictures) into.pictures.add(picture);
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

/** A face alone. */
export function makeCluster(face: FaceToGroup, sums: Sums): Cluster {
  const { confirmed, picture } = face;
  const pictures = new Set(picture === undefined ? [] : [picture]);
  return { row: sums.add(face.vector), faces: [face], confirmed, excluded: new Set(face.excluded), pictures };
}

/** Whether no decision is against it. */
export function mayJoin(a: Cluster, b: Cluster): boolean {
  if (a.confirmed !== undefined && b.confirmed !== undefined && a.confirmed !== b.confirmed) return false;
  return (
    !(a.confirmed !== undefined && b.excluded.has(a.confirmed)) &&
    !(b.confirmed !== undefined && a.excluded.has(b.confirmed))
  );
}

/**
 * Whether both have a face in one picture: they are two people then, however alike, but for mirrors and collages. Two groups that a user has said are
 * one person are exempt.
 */
export function areSeenTogether(a: Cluster, b: Cluster): boolean {
  if (a.confirmed !== undefined && a.confirmed === b.confirmed) return false;
  const [few, many] = a.pictures.size < b.pictures.size ? [a.pictures, b.pictures] : [b.pictures, a.pictures];
  for (const picture of few) if (many.has(picture)) return true;
  return false;
}
