import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import { type PackedCells, unpackCells } from '../pack-cells.js';
import { untilChange } from './until-change.js';

/** The cells of a frame. */
export interface FrameCells extends PackedCells {
  photoId: number;
  /** Ordinal of the frame. */
  frame: number;
}

/** Vectors of parts of frames. */
export class CellQueries {
  readonly #statements: Statements;
  /** No photo has cells. */
  readonly hasNone: () => boolean;

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.hasNone = untilChange(
      changeStamp,
      () => this.#statements.get('SELECT 1 FROM frame_cells LIMIT 1').get() === undefined,
    );
  }

  /**
   * Those of some photos, frame by frame; photos without any are missing.
   * @param version of the stage that made them
   * @param dim numbers of a vector
   */
  *ofPhotos(photoIds: readonly number[], version: string, dim: number): Generator<FrameCells, void, undefined> {
    const rows = this.#statements
      .get(
        `SELECT cells.content_id, frame.ordinal, cells.cells FROM json_each(?) AS asked
         CROSS JOIN frame_cells AS cells ON cells.content_id = asked.value
         JOIN frame ON frame.id = cells.frame_id WHERE cells.version = ?`,
      )
      .raw()
      .iterate(JSON.stringify(photoIds), version) as IterableIterator<[number, number, Buffer]>;
    for (const [photoId, frame, packed] of rows) yield { photoId, frame, ...unpackCells(packed, dim) };
  }
}
