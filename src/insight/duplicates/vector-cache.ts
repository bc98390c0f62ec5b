import type { SearchParts } from '../../search/search-parts.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { dot } from '../../vectors/math/dot-product.js';

/** Vectors that are kept: photos that are compared with each other are asked for again and again. */
const KEPT = 2048;

/** Reads vectors from the catalogue, the last ones from memory. */
export function createVectorCache({ catalogue, model }: SearchParts) {
  const kept = new Map<number, Float32Array>();

  function vectorOf({ id, vectorId }: DuplicateRow): Float32Array | undefined {
    if (vectorId === null) return undefined;
    const known = kept.get(id);
    if (known !== undefined) return known;
    const vector = catalogue.vectors.ofPhoto(id, model.id, model.dim);
    if (vector === undefined) return undefined;
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value as number);
    kept.set(id, vector);
    return vector;
  }

  function cosineWith(vector: Float32Array, row: DuplicateRow): number {
    const other = vectorOf(row);
    return other === undefined ? -1 : dot(vector, other);
  }

  return { vectorOf, cosineWith };
}
