import type { Database } from 'better-sqlite3';
import type { FrameKind } from '../../model/evidence.js';
import type { ReadScope } from '../../model/read-scope.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';

/** Properties that decide whether photos are duplicates and which of them is the keeper. One row a distinct content. */
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
  /** That of its first frame. */
  kind: FrameKind;
  /** Images in it. */
  frames: number;
  /** Of a video; `null` where it is not known, and of others. */
  durationMs: number | null;
  /** From its metadata or its name, to the second; `null` when only a date or nothing is known. */
  takenAtMs: number | null;
}

/** A file of a photo, as it was when it was indexed. */
export interface DuplicateFile {
  photoId: number;
  path: string;
  sizeBytes: number;
  mtimeMs: number;
}

/** Reads what duplicates are found by. */
export class DuplicateQueries {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /**
   * The next `limit` photos with ids above `afterId`, in the order of their ids.
   * @param scope what exists for the reader
   */
  listAfter(spaceId: number, afterId: number, limit: number, scope?: ReadScope): DuplicateRow[] {
    const { files, parameters } = compileScope(scope);
    // CROSS JOIN: beginning with file, SQLite sorts all later photos for each page.
    const rows = this.#statements
      .get(
        // A time of last change says when a file was copied, and a date without a time is shared by a whole day.
        `SELECT content.id, vector.id AS vectorId, phash, format, coalesce(width, 0) AS width, coalesce(height, 0) AS height, content.size_bytes AS sizeBytes,
                count(DISTINCT file.id) AS files, min(file.path) AS path,
                coalesce(frame.kind, 'image') AS kind, (SELECT max(ordinal) + 1 FROM frame WHERE content_id = content.id) AS frames,
                max(metadata.duration_ms) AS durationMs,
                max(metadata.camera IS NOT NULL OR metadata.latitude IS NOT NULL) AS hasMetadata,
                min(CASE WHEN metadata.taken_source <> 'mtime' AND metadata.taken_local LIKE '%T%' AND metadata.taken_local NOT LIKE '%T00:00:00.000'
                    THEN metadata.taken_at_ms END) AS takenAtMs
         FROM content CROSS JOIN file ON file.content_id = content.id ${files}
         LEFT JOIN metadata ON metadata.file_id = file.id
         LEFT JOIN frame ON frame.content_id = content.id AND frame.ordinal = 0
         LEFT JOIN region ON region.frame_id = frame.id AND region.kind = 'whole'
         LEFT JOIN vector ON vector.region_id = region.id AND vector.space_id = @spaceId
         WHERE content.id > @afterId GROUP BY content.id ORDER BY content.id LIMIT @limit`,
      )
      .all({ spaceId, afterId, limit, ...parameters }) as DuplicateRow[];
    return rows.map((row) => ({ ...row, hasMetadata: Boolean(row.hasMetadata) }));
  }

  /**
   * The files of some photos.
   * @param scope what exists for the reader
   */
  listFiles(photoIds: readonly number[], scope?: ReadScope): DuplicateFile[] {
    const { files, parameters } = compileScope(scope);
    return this.#statements
      .get(
        `SELECT content_id AS photoId, file.path, size_bytes AS sizeBytes, mtime_ms AS mtimeMs
         FROM json_each(@ids) AS wanted CROSS JOIN file ON file.content_id = wanted.value
         WHERE true ${files} ORDER BY file.path`,
      )
      .all({ ids: JSON.stringify(photoIds), ...parameters }) as DuplicateFile[];
  }
}
