import { dot } from '../../vectors/math/dot-product.js';
import type { SearchContext } from '../context.js';

/**
 * Photos whose vectors are this near are shots of one moment, or copies of one image: of 1,000 different photos, one in a hundred has
 * another that is nearer than 0.88, while half of the slightly cropped copies are nearer than 0.9 (`docs/relevance.md`).
 */
export const MIN_NEAR_COSINE = 0.9;

/** A result that stands for others. */
export interface Collapsed {
  order: number[];
  /** The photos each of `order` stands for; those that stand for themselves are missing. */
  groups: Map<number, number[]>;
}

/** Joins photos that are near-duplicates: the first of them in the order stands for all. Of films and documents one frame says too little: each stands for itself. */
export function collapse({ catalogue, spaces }: SearchContext, order: readonly number[]): Collapsed {
  const { id: spaceId, dim } = spaces.default.row;
  const vectors = catalogue.vectors.ofPhotos(order, spaceId, dim, { stillOnly: true });
  const leaders: { id: number; vector: Float32Array }[] = [];
  const groups = new Map<number, number[]>();
  const leading: number[] = [];
  for (const id of order) {
    const vector = vectors.get(id);
    const leader = vector && leaders.find((other) => isNear(other.vector, vector));
    if (leader !== undefined) {
      groups.set(leader.id, [...(groups.get(leader.id) ?? []), id]);
      continue;
    }
    if (vector !== undefined) leaders.push({ id, vector });
    leading.push(id);
  }
  return { order: leading, groups };
}

function isNear(a: Float32Array, b: Float32Array): boolean {
  return dot(a, b) >= MIN_NEAR_COSINE;
}
