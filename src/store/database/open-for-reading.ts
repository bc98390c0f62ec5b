import { readFileSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import { isBusy, isDamage } from './library-error.js';
import { Sqlite } from './sqlite.js';

/**
 * Opens a catalogue without ever writing to it or beside it. On a disk that can only be read, not even the memory that readers share can be
 * made: then all of it is read into memory, as of its last checkpoint.
 */
export function openForReading(file: string, timeoutMs: number): BetterSqlite3.Database {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: timeoutMs });
  try {
    // Opened only now.
    db.pragma('user_version');
    return db;
  } catch (error) {
    db.close();
    if (isDamage(error) || isBusy(error)) throw error;
    return new Sqlite(readWithoutLog(file), { readonly: true });
  }
}

/** With its header changed so that no log is looked for. */
function readWithoutLog(file: string): Buffer {
  const bytes = readFileSync(file);
  bytes.fill(1, 18, 20);
  return bytes;
}
