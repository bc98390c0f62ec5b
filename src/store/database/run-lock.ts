import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { PhotoseekError } from '../../errors.js';
import { isBusy } from './library-error.js';
import { Sqlite } from './sqlite.js';

/** Work of which one at a time is allowed: index runs, and bringing a library over to the current embedded model. */
export type LockedWork = 'index' | 'upgrade';

const FILES: Record<LockedWork, string> = { index: 'index-lock.db', upgrade: 'upgrade-lock.db' };

/** Must exceed the time for which `isTaken()` reads the file. */
const PATIENCE_MS = 500;

/**
 * Allows one index run, or other work, at a time on a library. It is SQLite's exclusive lock on a file of its own: the operating system releases
 * it when the process ends, however it ends, so no stale lock can remain.
 */
export class RunLock {
  readonly #db: BetterSqlite3.Database;

  private constructor(db: BetterSqlite3.Database) {
    this.#db = db;
  }

  /**
   * Blocks the thread for half a second while the lock is taken: to wait for it, ask `isTaken` first.
   * @returns `undefined` while another run, of this or another process, holds it
   * @throws PhotoseekError `library-unwritable` when the folder is missing
   */
  static tryAcquire(folder: string, work: LockedWork = 'index'): RunLock | undefined {
    if (!existsSync(folder)) {
      throw new PhotoseekError('library-unwritable', `The library's folder ${folder} is not there any more.`, {
        hint: 'Was it deleted or moved, or its disk unplugged?',
      });
    }
    const db = new Sqlite(join(folder, FILES[work]), { timeout: PATIENCE_MS });
    try {
      db.exec('BEGIN EXCLUSIVE');
      return new RunLock(db);
    } catch (error) {
      db.close();
      if (isBusy(error)) return undefined;
      throw error;
    }
  }

  /** Only reads: the event loop is not held up, and a process that acquires the lock at this moment gets it. */
  static isTaken(folder: string, work: LockedWork = 'index'): boolean {
    const path = join(folder, FILES[work]);
    if (!existsSync(path)) return false;
    const db = new Sqlite(path, { timeout: 0, readonly: true });
    try {
      db.prepare('SELECT 1 FROM sqlite_schema').get();
      return false;
    } catch (error) {
      if (isBusy(error)) return true;
      throw error;
    } finally {
      db.close();
    }
  }

  release(): void {
    this.#db.close();
  }
}
