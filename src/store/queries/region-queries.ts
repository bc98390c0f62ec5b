import type { Database } from 'better-sqlite3';
import type { PhotoRegion } from '../../model/region.js';
import { Statements } from '../database/statements.js';

type RegionRow = [
  ordinal: number,
  kind: PhotoRegion['kind'],
  x: number,
  y: number,
  width: number,
  height: number,
  label: string | null,
  score: number,
];

/** Regions that detectors have found. */
export class RegionQueries {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /**
   * Of a photo, in the order in which its detectors list them; texts in reading order.
   * @param ordinal of one frame; default: of all, in their order
   */
  list(photoId: number, ordinal?: number): PhotoRegion[] {
    const rows = this.#statements
      .get(
        `SELECT ordinal, region.kind, x, y, w, h, region.label, score FROM region JOIN frame ON frame.id = region.frame_id
         WHERE region.content_id = ? AND region.kind <> 'whole' AND ordinal = coalesce(?, ordinal) ORDER BY ordinal, region.id`,
      )
      .raw()
      .all(photoId, ordinal ?? null) as RegionRow[];
    return rows.map(([frame, kind, x, y, width, height, label, score]) => {
      return { frame, kind, box: { x, y, width, height }, label, score };
    });
  }
}
