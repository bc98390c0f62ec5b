import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import { pathRange } from './compile-filters.js';

/** What photos are put in order by. */
export interface OrderKeys {
  photoId: number;
  /** Of its first file that says. */
  takenAtMs: number | null;
  /** Its first path, in the order of paths. */
  path: string;
  sizeBytes: number;
}

/** What photos are put in order by, and how they and their vectors belong together. */
export class PhotoOrder {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /**
   * @param photoIds which; `undefined`: all
   * @param within only files below this folder count
   */
  listKeys(photoIds: Iterable<number> | undefined, within: string | undefined): OrderKeys[] {
    const wanted =
      photoIds === undefined ? 'content' : 'json_each(@ids) AS wanted CROSS JOIN content ON content.id = wanted.value';
    const below = within === undefined ? '' : 'AND file.path >= @from AND file.path < @before';
    const parameters = {
      ...(photoIds === undefined ? {} : { ids: JSON.stringify([...photoIds]) }),
      ...(within === undefined ? {} : toRange(within)),
    };
    return this.#statements
      .get(
        `SELECT content.id AS photoId, min(fact.taken_at_ms) AS takenAtMs, min(file.path) AS path,
                max(file.size_bytes) AS sizeBytes
         FROM ${wanted} CROSS JOIN file ON file.content_id = content.id ${below}
         LEFT JOIN fact ON fact.file_id = file.id GROUP BY content.id`,
      )
      .all(parameters) as OrderKeys[];
  }

  /** The newest photo there is; later ones have higher ids. */
  lastPhotoId(): number {
    return (this.#statements.get('SELECT coalesce(max(id), 0) AS id FROM content').get() as { id: number }).id;
  }

  /** Photos and their vectors in a space, for vectors with ids above `afterVectorId`, in their order. Columns, not rows: they may be many. */
  listVectors(modelId: number, afterVectorId: number): { vectorIds: number[]; photoIds: number[] } {
    const rows = this.#statements
      .get(
        `SELECT vector.id, frame.content_id FROM vector CROSS JOIN frame ON frame.id = vector.frame_id
         WHERE vector.model_id = ? AND vector.id > ? ORDER BY vector.id`,
      )
      .raw()
      .all(modelId, afterVectorId) as [number, number][];
    return { vectorIds: rows.map((row) => row[0]), photoIds: rows.map((row) => row[1]) };
  }
}

function toRange(folder: string): { from: string; before: string } {
  const [from, before] = pathRange(folder);
  return { from, before };
}
