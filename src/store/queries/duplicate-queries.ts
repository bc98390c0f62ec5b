import type { Database } from 'better-sqlite3';
import { toPathRange } from '../../model/paths.js';
import { Statements } from '../database/statements.js';

/** What decides whether photos are duplicates, and which of them is kept. One row a distinct content. */
export interface DuplicateRow {
  /** Of the photo. */
  id: number;
  /** In the space that was asked for; `null` when it has none there. */
  vectorId: number | null;
  /** Perceptual hash of 8 bytes; `null` when it was not computed. */
  phash: Buffer | null;
  format: string;
  width: number;
  height: number;
  sizeBytes: number;
  /** Files that hold it. */
  files: number;
  /** The first of them by name. */
  path: string;
  /** The camera is known, or the place. */
  hasMetadata: boolean;
  /** From its metadata or its name, to the second; `null` when only a date or nothing is known. */
  takenAtMs: number | null;
}

/** Reads what duplicates are found by. */
export class DuplicateTable {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /**
   * The next `limit` photos with ids above `afterId`, in the order of their ids.
   * @param within only files below this folder exist
   */
  listAfter(modelId: number, afterId: number, limit: number, within?: string): DuplicateRow[] {
    const below = within === undefined ? '' : 'AND file.path >= @from AND file.path < @before';
    const rows = this.#statements
      .get(
        // A time of last change says when a file was copied, and a date without a time is shared by a whole day.
        `SELECT content.id, vector.id AS vectorId, phash, format, width, height, content.size_bytes AS sizeBytes,
                count(DISTINCT file.id) AS files, min(file.path) AS path,
                max(fact.camera IS NOT NULL OR fact.latitude IS NOT NULL) AS hasMetadata,
                min(CASE WHEN fact.data ->> '$.takenAt.source' <> 'mtime' AND fact.taken_local NOT LIKE '%T00:00:00.000'
                    THEN fact.taken_at_ms END) AS takenAtMs
         FROM content JOIN file ON file.content_id = content.id ${below}
         LEFT JOIN fact ON fact.file_id = file.id
         LEFT JOIN frame ON frame.content_id = content.id AND frame.at_ms = 0
         LEFT JOIN vector ON vector.frame_id = frame.id AND vector.model_id = @modelId
         WHERE content.id > @afterId GROUP BY content.id ORDER BY content.id LIMIT @limit`,
      )
      .all({ modelId, afterId, limit, ...(within === undefined ? {} : toPathRange(within)) }) as DuplicateRow[];
    return rows.map((row) => ({ ...row, hasMetadata: Boolean(row.hasMetadata) }));
  }
}
