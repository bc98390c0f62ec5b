import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import { type PackedCells, unpackCells } from '../pack-cells.js';
import { untilChange } from './until-change.js';

/** The cells of a frame. */
export interface FrameCells extends PackedCells {
  /** Of these cells: others never get it. */
  id: number;
  /** Ordinal of the frame. */
  frame: number;
}

/** Vectors of parts of frames. */
export class CellQueries {
  readonly #statements: Statements;
  /** No photo has cells. The stamp is that of {@link untilChange}. */
  readonly hasNone: (stamp?: string) => boolean;

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.hasNone = untilChange(
      changeStamp,
      () => this.#statements.get('SELECT 1 FROM frame_cells LIMIT 1').get() === undefined,
    );
  }

  /**
   * Which cells some photos have: one id a frame. Photos without any are missing.
   * @param version of the stage that made them
   * @returns pairs of the id of cells and the id of their photo
   */
  ofPhotos(photoIds: readonly number[], version: string): [id: number, photoId: number][] {
    return this.#statements
      .get(
        `SELECT cells.id, cells.content_id FROM json_each(?) AS asked
         CROSS JOIN frame_cells AS cells ON cells.content_id = asked.value AND cells.version = ?`,
      )
      .raw()
      .all(JSON.stringify(photoIds), version) as [number, number][];
  }

  /**
   * Cells by their ids; those that are gone are missing.
   * @param dim numbers of a vector
   */
  *read(ids: readonly number[], dim: number): Generator<FrameCells, void, undefined> {
    const rows = this.#statements
      .get(
        `SELECT cells.id, frame.ordinal, cells.cells FROM json_each(?) AS asked
         CROSS JOIN frame_cells AS cells ON cells.id = asked.value JOIN frame ON frame.id = cells.frame_id`,
      )
      .raw()
      .iterate(JSON.stringify(ids)) as IterableIterator<[number, number, Buffer]>;
    for (const [id, frame, packed] of rows) yield { id, frame, ...unpackCells(packed, dim) };
  }
}
