import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { PhotoseekError } from '../../errors.js';
import { isBusy } from './library-error.js';
import { Sqlite } from './sqlite.js';

const LOCK_FILE = 'index-lock.db';

/** Must exceed the time for which `isTaken()` holds the lock. */
const PATIENCE_MS = 500;

/**
 * Allows one index run at a time on a library. It is SQLite's exclusive lock on a file of its own: the operating system releases it when the
 * process ends, however it ends, so no stale lock can remain.
 */
export class RunLock {
  readonly #db: BetterSqlite3.Database;

  private constructor(db: BetterSqlite3.Database) {
    this.#db = db;
  }

  /**
   * @returns `undefined` while another run, of this or another process, holds it
   * @throws PhotoseekError `library-unwritable` when the folder is missing
   */
  static tryAcquire(folder: string): RunLock | undefined {
    if (!existsSync(folder)) {
      throw new PhotoseekError('library-unwritable', `The library's folder ${folder} is not there any more.`, {
        hint: 'Was it deleted or moved, or its disk unplugged?',
      });
    }
    const db = new Sqlite(join(folder, LOCK_FILE), { timeout: PATIENCE_MS });
    try {
      db.exec('BEGIN EXCLUSIVE');
      return new RunLock(db);
    } catch (error) {
      db.close();
      if (isBusy(error)) return undefined;
      throw error;
    }
  }

  static isTaken(folder: string): boolean {
    if (!existsSync(join(folder, LOCK_FILE))) return false;
    const lock = RunLock.tryAcquire(folder);
    lock?.release();
    return lock === undefined;
  }

  release(): void {
    this.#db.close();
  }
}
