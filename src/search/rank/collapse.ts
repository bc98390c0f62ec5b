import { dot } from '../../vectors/math/dot-product.js';
import type { SearchParts } from '../search-parts.js';

/**
 * Photos whose vectors are this near are shots of one moment, or copies of one picture: of 1,000 different photos, one in a hundred has
 * another that is nearer than 0.88, while half of the slightly cropped copies are nearer than 0.9 (`docs/relevance.md`).
 */
export const NEAR_IDENTICAL = 0.9;

/** A result that stands for others. */
export interface Collapsed {
  order: number[];
  /** The photos each of `order` stands for; those that stand for themselves are missing. */
  groups: Map<number, number[]>;
}

/** Joins near-identical photos: the first of them in the order stands for all. */
export function collapse({ catalogue, model }: SearchParts, order: readonly number[]): Collapsed {
  const vectors = catalogue.vectors.ofPhotos(order, model.id, model.dim);
  const leaders: { id: number; vector: Float32Array }[] = [];
  const groups = new Map<number, number[]>();
  const kept: number[] = [];
  for (const id of order) {
    const vector = vectors.get(id);
    const leader = vector && leaders.find((other) => isNear(other.vector, vector));
    if (leader !== undefined) {
      groups.set(leader.id, [...(groups.get(leader.id) ?? []), id]);
      continue;
    }
    if (vector !== undefined) leaders.push({ id, vector });
    kept.push(id);
  }
  return { order: kept, groups };
}

function isNear(a: Float32Array, b: Float32Array): boolean {
  return dot(a, b) >= NEAR_IDENTICAL;
}
