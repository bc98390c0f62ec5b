import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { PhotoseekError } from '../../errors.js';

const Database = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;

const LOCK_FILE = 'index-lock.db';

/** Longer than somebody who only looks whether the lock is taken holds it. */
const PATIENCE_MS = 500;

/**
 * Only one index run at a time works on a library. The lock is one of SQLite's, on a file of its own: the system drops it when its
 * process ends, however it ends, so that nothing stale can be left behind.
 */
export class RunLock {
  readonly #db: BetterSqlite3.Database;

  private constructor(db: BetterSqlite3.Database) {
    this.#db = db;
  }

  /**
   * @returns `undefined` when another run, of this or another process, has it
   * @throws PhotoseekError `library-unwritable` where the folder is gone
   */
  static tryAcquire(folder: string): RunLock | undefined {
    if (!existsSync(folder)) {
      throw new PhotoseekError('library-unwritable', `The library's folder ${folder} is not there any more.`, {
        hint: 'Was it deleted or moved, or its disk unplugged?',
      });
    }
    const db = new Database(join(folder, LOCK_FILE), { timeout: PATIENCE_MS });
    try {
      db.exec('BEGIN EXCLUSIVE');
      return new RunLock(db);
    } catch (error) {
      db.close();
      if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return undefined;
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
