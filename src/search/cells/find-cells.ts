import { versionOfCells } from '../../detect/cells/cell-version.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { CellHit } from '../model.js';
import type { Space } from '../spaces/space.js';

/** The cell of each photo that is nearest to a vector: of many parts of a photo, the best counts. Photos without cells are missing. */
export function findCells(
  { cells }: Pick<Catalogue, 'cells'>,
  { row }: Pick<Space, 'row'>,
  vector: Float32Array,
  photoIds: readonly number[],
): Map<number, CellHit> {
  const best = new Map<number, CellHit>();
  for (const { photoId, frame, scales, values } of cells.ofPhotos(photoIds, versionOfCells(row.revision), row.dim)) {
    scales.forEach((scale, cell) => {
      const cosine = scale * dotBytes(vector, values, cell * vector.length);
      const before = best.get(photoId);
      if (before === undefined || cosine > before.cosine) best.set(photoId, { photoId, frame, cell, cosine });
    });
  }
  return best;
}

/** Four sums, which do not wait for each other. */
function dotBytes(vector: Float32Array, values: Int8Array, from: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0, at = from; i < vector.length; i += 4, at += 4) {
    a += (vector[i] as number) * (values[at] as number);
    b += (vector[i + 1] as number) * (values[at + 1] as number);
    c += (vector[i + 2] as number) * (values[at + 2] as number);
    d += (vector[i + 3] as number) * (values[at + 3] as number);
  }
  return a + b + c + d;
}
