import type { Database } from 'better-sqlite3';
import type { FrameLook } from '../../model/look.js';
import { Statements } from '../database/statements.js';
import { unpackLook } from '../pack-look.js';

/** Looks of frames. */
export class LookQueries {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /** The look of the frame that each of some vectors lies in, by vector id; those that were not measured are missing. */
  ofVectors(vectorIds: readonly number[]): Map<number, FrameLook> {
    if (vectorIds.length === 0) return new Map();
    const rows = this.#statements
      .get(
        // The index holds the region; the rows of vectors are a kilobyte and more each.
        `SELECT vector.id, look FROM json_each(?) AS wanted
         CROSS JOIN vector INDEXED BY vector_space ON vector.space_id IN (SELECT id FROM space) AND vector.id = wanted.value
         CROSS JOIN region ON region.id = vector.region_id CROSS JOIN frame ON frame.id = region.frame_id WHERE look IS NOT NULL`,
      )
      .raw()
      .all(JSON.stringify(vectorIds)) as [vectorId: number, look: Buffer][];
    return new Map(rows.map(([id, look]) => [id, unpackLook(look)]));
  }
}
