import type { Database } from 'better-sqlite3';
import { toPathRange } from '../../model/paths.js';
import { Statements } from '../database/statements.js';

/** Folders that hold photos. */
export class FolderQueries {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /**
   * Whether a photo lies anywhere below a folder.
   * @param within only files below this folder exist
   */
  holdsPhotos(folder: string, within: string | undefined): boolean {
    const ranges = [folder, ...(within === undefined ? [] : [within])].map(toPathRange);
    const from = ranges
      .map((range) => range.from)
      .sort()
      .at(-1) as string;
    const before = ranges.map((range) => range.before).sort()[0] as string;
    return (
      this.#statements.get('SELECT 1 FROM folder WHERE path >= ? AND path < ? LIMIT 1').get(from, before) !== undefined
    );
  }

  /** Every folder that holds a photo itself, with a separator at its end, in the order of the paths. */
  list(within: string | undefined): string[] {
    const sql = 'SELECT path FROM folder';
    if (within === undefined) return this.#statements.get(`${sql} ORDER BY path`).pluck().all() as string[];
    const { from, before } = toPathRange(within);
    return this.#statements
      .get(`${sql} WHERE path >= ? AND path < ? ORDER BY path`)
      .pluck()
      .all(from, before) as string[];
  }
}
