import type { Database } from 'better-sqlite3';
import type { ErrorCode } from '../../errors.js';
import { type ContentKind, KIND_OF_FRAME } from '../../model/content-kind.js';
import type { Defect } from '../../model/defect.js';
import type { FrameKind } from '../../model/evidence.js';
import { toPathRange } from '../../model/paths.js';
import { isEverything, type ReadScope } from '../../model/read-scope.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';

/** Counts of files and photos, as far as they exist for a reader. */
export class FileCounts {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /** @param scope what exists for the reader; `undefined`: everything */
  files(scope?: ReadScope): number {
    return this.#count('SELECT count(*) AS n FROM file', scope);
  }

  photos(scope?: ReadScope): number {
    const counted = isEverything(scope) ? 'count(*) AS n FROM content' : 'count(DISTINCT content_id) AS n FROM file';
    return this.#count(`SELECT ${counted}`, scope);
  }

  /** Photos by the kind of their contents. */
  kinds(scope?: ReadScope): Record<ContentKind, number> {
    const { files, parameters } = compileScope(scope);
    const rows = this.#statements
      .get(
        files === ''
          ? 'SELECT kind, count(*) AS n FROM frame WHERE ordinal = 0 GROUP BY kind'
          : `SELECT kind, count(DISTINCT frame.content_id) AS n FROM file
             CROSS JOIN frame ON frame.content_id = file.content_id AND ordinal = 0 WHERE true ${files} GROUP BY kind`,
      )
      .all(parameters) as { kind: FrameKind; n: number }[];
    const counts = { image: 0, video: 0, document: 0, model: 0 };
    for (const { kind, n } of rows) counts[KIND_OF_FRAME[kind]] += n;
    return counts;
  }

  /** Counts of the files at or below a path. */
  under(root: string, scope?: ReadScope): { files: number; failed: number } {
    const { files, parameters } = compileScope(scope);
    return this.#statements
      .get(
        `SELECT count(*) AS files, count(failure_code) AS failed FROM file
         WHERE (path = @root OR (path >= @from AND path < @before)) ${files}`,
      )
      .get({ root, ...toPathRange(root), ...parameters }) as { files: number; failed: number };
  }

  /** How many photos have no file but some of these. */
  heldOnlyBy(fileIds: readonly number[]): number {
    const row = this.#statements
      .get(
        `WITH chosen AS (SELECT value AS id FROM json_each(?))
         SELECT count(*) AS n FROM (SELECT DISTINCT content_id FROM file WHERE id IN chosen AND content_id IS NOT NULL) AS held
         WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.content_id = held.content_id AND file.id NOT IN chosen)`,
      )
      .get(JSON.stringify(fileIds)) as { n: number };
    return row.n;
  }

  /** Files that cannot be read, by error code. */
  failures(scope?: ReadScope): Record<string, number> {
    const { files, parameters } = compileScope(scope);
    const rows = this.#statements
      .get(
        `SELECT failure_code AS code, count(*) AS n FROM file
         WHERE failure_code IS NOT NULL ${files} GROUP BY failure_code`,
      )
      .all(parameters) as { code: ErrorCode; n: number }[];
    return Object.fromEntries(rows.map((row) => [row.code, row.n]));
  }

  /** Files whose images were decoded in spite of damage, by its kind. */
  defects(scope?: ReadScope): Record<string, number> {
    const { files, parameters } = compileScope(scope);
    const rows = this.#statements
      .get(
        `SELECT defect, count(*) AS n FROM content JOIN file ON file.content_id = content.id
         WHERE defect IS NOT NULL ${files} GROUP BY defect`,
      )
      .raw()
      .all(parameters) as [Defect, number][];
    return Object.fromEntries(rows);
  }

  /** Videos that are stored by their metadata alone, because there was no ffmpeg to decode them. */
  undecoded(scope?: ReadScope): number {
    const { files, parameters } = compileScope(scope);
    return this.#statements
      .get(
        `SELECT count(*) FROM filter_row JOIN file ON file.id = file_id
         JOIN stage_done ON stage_done.content_id = file.content_id AND stage = 'frames' AND version LIKE 'without:%'
         WHERE filter_row.kind = 'video' ${files}`,
      )
      .pluck()
      .get(parameters) as number;
  }

  /** Files by the source of their date; `none` for those without. */
  dateSources(scope?: ReadScope): Record<string, number> {
    const { files, parameters } = compileScope(scope);
    const from = files === '' ? 'metadata' : `metadata JOIN file ON file.id = file_id ${files}`;
    const rows = this.#statements
      .get(`SELECT coalesce(taken_source, 'none'), count(*) AS n FROM ${from} GROUP BY taken_source ORDER BY n DESC`)
      .raw()
      .all(parameters) as [string, number][];
    return Object.fromEntries(rows);
  }

  #count(select: string, scope: ReadScope | undefined): number {
    const { files, parameters } = compileScope(scope);
    const row = this.#statements.get(files === '' ? select : `${select} WHERE true ${files}`).get(parameters);
    return (row as { n: number }).n;
  }
}
