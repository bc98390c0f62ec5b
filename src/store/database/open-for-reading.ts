import { readFileSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import { isBusy, isDamage } from './library-error.js';
import { Sqlite } from './sqlite.js';

/**
 * Opens a catalogue without writing to it or beside it. On a read-only disk SQLite cannot create the shared memory of the write-ahead log;
 * the whole file is read into memory there, as of its last checkpoint.
 */
export function openForReading(file: string, timeoutMs: number): BetterSqlite3.Database {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: timeoutMs });
  try {
    // SQLite opens the file with the first statement.
    db.pragma('user_version');
    return db;
  } catch (error) {
    db.close();
    if (isDamage(error) || isBusy(error)) throw error;
    return new Sqlite(readWithoutLog(file), { readonly: true });
  }
}

/** Sets the header's format versions from 2 (write-ahead log) to 1, so that SQLite expects no log. */
function readWithoutLog(file: string): Buffer {
  const bytes = readFileSync(file);
  bytes.fill(1, 18, 20);
  return bytes;
}
