import type { Database } from 'better-sqlite3';
import { toPathRange } from '../../model/paths.js';
import type { ReadScope } from '../../model/read-scope.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';

/** Folders that hold photos. */
export class FolderQueries {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /**
   * Whether a photo lies anywhere below a folder.
   * @param scope what exists for the reader
   */
  holdsPhotos(folder: string, scope: ReadScope | undefined): boolean {
    const { folders, parameters } = compileScope(scope);
    const found = this.#statements
      .get(`SELECT 1 FROM folder WHERE path >= @from AND path < @before ${folders} LIMIT 1`)
      .get({ ...toPathRange(folder), ...parameters });
    return found !== undefined;
  }

  /** Every folder that holds a photo itself, with a separator at its end, in the order of the paths. */
  list(scope: ReadScope | undefined): string[] {
    const { folders, parameters } = compileScope(scope);
    return this.#statements
      .get(`SELECT path FROM folder WHERE true ${folders} ORDER BY path`)
      .pluck()
      .all(parameters) as string[];
  }
}
