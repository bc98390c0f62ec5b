import { KEPT_CELLS } from '../../detect/cells/cell-grid.js';
import { versionOfCells } from '../../detect/cells/cell-version.js';
import type { Catalogue } from '../../store/catalogue.js';
import { ByteRows } from '../../vectors/math/byte-rows.js';
import type { CellHit } from '../model.js';
import type { Space } from '../spaces/space.js';

const CELLS = KEPT_CELLS.length;

/** Frames whose cells are held in memory: 34 MB with vectors of 512 numbers, reserved as searches read them. */
const MAX_FRAMES = 4096;

/** The cells that searches have read, in a memory of limited size; those that were read first are overwritten first. */
export class CellMemory {
  readonly #cells: Catalogue['cells'];
  readonly #maxFrames: number;
  #rows: ByteRows | undefined;
  #dim = 0;
  /** Where the cells of each id are. An id always means the same cells. */
  readonly #places = new Map<number, number>();
  /** What is in each place. */
  readonly #ids: number[] = [];
  readonly #frames: number[] = [];
  /** The place that is written next. */
  #next = 0;

  constructor({ cells }: Pick<Catalogue, 'cells'>, maxFrames = MAX_FRAMES) {
    this.#cells = cells;
    this.#maxFrames = maxFrames;
  }

  /** The cell of each photo that is nearest to a vector: of many parts of a photo, the best counts. Photos without cells are missing. */
  findNearest({ row }: Pick<Space, 'row'>, vector: Float32Array, photoIds: readonly number[]): Map<number, CellHit> {
    const rows = this.#open(row.dim);
    rows.setFactor(vector);
    const best = new Map<number, CellHit>();
    const compare = (photoId: number, place: number) => {
      for (let cell = 0; cell < CELLS; cell++) {
        const cosine = rows.product(place * CELLS + cell);
        const before = best.get(photoId);
        if (before === undefined || cosine > before.cosine)
          best.set(photoId, { photoId, frame: this.#frames[place] as number, cell, cosine });
      }
    };
    const missing = new Map<number, number>();
    for (const [id, photoId] of this.#cells.ofPhotos(photoIds, versionOfCells(row.revision))) {
      const place = this.#places.get(id);
      if (place === undefined) missing.set(id, photoId);
      else compare(photoId, place);
    }
    if (missing.size === 0) return best;
    // Compared as they come: there may be more than there is room for.
    for (const { id, frame, scales, values } of this.#cells.read([...missing.keys()], row.dim)) {
      if (scales.length !== CELLS) continue;
      const place = this.#takePlace(id, frame);
      rows.write(place * CELLS, values, scales);
      compare(missing.get(id) as number, place);
    }
    return best;
  }

  #open(dim: number): ByteRows {
    if (this.#rows !== undefined && this.#dim === dim) return this.#rows;
    this.#places.clear();
    this.#next = 0;
    this.#dim = dim;
    this.#rows = new ByteRows(dim);
    return this.#rows;
  }

  #takePlace(id: number, frame: number): number {
    const place = this.#next;
    this.#next = (place + 1) % this.#maxFrames;
    const before = this.#ids[place];
    if (before !== undefined && this.#places.get(before) === place) this.#places.delete(before);
    this.#places.set(id, place);
    this.#ids[place] = id;
    this.#frames[place] = frame;
    return place;
  }
}
