import { Lru } from '../../runtime/lru.js';
import type { LibrarySpace } from '../../search/spaces/space.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { dot } from '../../vectors/math/dot-product.js';

/** Vectors that are cached: photos of one neighbourhood are compared again and again. */
const MAX_CACHED = 2048;

/** Reads the vectors of photos' first frames from the catalogue, recent ones from memory. */
export function createVectorCache(catalogue: Catalogue, { row: { id: spaceId, dim } }: LibrarySpace) {
  const cached = new Lru<number, Float32Array>(MAX_CACHED);

  function vectorOf({ id, vectorId }: DuplicateRow): Float32Array | undefined {
    if (vectorId === null) return undefined;
    const known = cached.get(id);
    if (known !== undefined) return known;
    const vector = catalogue.vectors.ofPhoto(id, spaceId, dim);
    if (vector !== undefined) cached.set(id, vector);
    return vector;
  }

  /** Those of many photos, which are not cached; photos without one are missing. */
  function readVectors(rows: readonly DuplicateRow[]): Map<number, Float32Array> {
    return catalogue.vectors.ofPhotos(
      rows.map(({ id }) => id),
      spaceId,
      dim,
    );
  }

  function cosineWith(vector: Float32Array, row: DuplicateRow): number {
    const other = vectorOf(row);
    return other === undefined ? -1 : dot(vector, other);
  }

  return { vectorOf, readVectors, cosineWith };
}
