import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { PhotoseekError } from '../../errors.js';
import { backUpBeforeMigration } from '../care/backup.js';
import { isBusy, toLibraryError } from './library-error.js';
import { migrate, SCHEMA_VERSION } from './migrations.js';
import { openForReading } from './open-for-reading.js';
import { Sqlite } from './sqlite.js';

/** Name of the catalogue inside a library's folder. */
export const CATALOGUE_FILE = 'catalogue.db';

/** How long a statement waits for another process's write before it gives up. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens a library's catalogue, making or upgrading it.
 * @param create make it when it is not there
 * @param readOnly change nothing, whatever is wrong with it or its disk
 * @throws PhotoseekError `library-not-found`, `library-newer`, `library-damaged`, `library-locked`, `library-unwritable`
 */
export function openDatabase(folder: string, create: boolean, readOnly = false): BetterSqlite3.Database {
  const file = join(folder, CATALOGUE_FILE);
  if ((readOnly || !create) && !existsSync(file)) {
    throw new PhotoseekError('library-not-found', `There is no photo library in ${folder}.`, {
      hint: 'Make one with: photoseek index FOLDER',
      details: { path: folder },
    });
  }
  if (readOnly) return openReadOnly(file, folder);
  let db: BetterSqlite3.Database | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
    prepare(db, folder);
    return db;
  } catch (cause) {
    db?.close();
    throw toLibraryError(cause, folder);
  }
}

function openReadOnly(file: string, folder: string): BetterSqlite3.Database {
  let db: BetterSqlite3.Database | undefined;
  try {
    db = openForReading(file, BUSY_TIMEOUT_MS);
    checkLayout(db, folder);
    return db;
  } catch (cause) {
    db?.close();
    throw toLibraryError(cause, folder);
  }
}

function checkLayout(db: BetterSqlite3.Database, folder: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  checkNotNewer(version, folder);
  if (version === SCHEMA_VERSION) return;
  throw new PhotoseekError(
    'library-unwritable',
    `The library in ${folder} has layout ${version} and must be upgraded.`,
    {
      hint: 'Open it once without --read-only; a backup is made before.',
    },
  );
}

function checkNotNewer(version: number, folder: string): void {
  if (version <= SCHEMA_VERSION) return;
  throw new PhotoseekError(
    'library-newer',
    `The library in ${folder} has layout ${version}; this version reads up to ${SCHEMA_VERSION}.`,
    {
      hint: 'Update photoseek.',
    },
  );
}

function prepare(db: BetterSqlite3.Database, folder: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  checkNotNewer(version, folder);
  // Only a new file takes a page size: with 16 KiB, fifteen vectors of 1 KiB fill a page; with the default a quarter is wasted.
  if (version === 0) db.pragma('page_size = 16384');
  keepLog(db);
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  // Photos' names and places are private: what is deleted is overwritten where that is free.
  db.pragma('secure_delete = FAST');
  db.pragma('mmap_size = 1073741824');
  if (version > 0 && version < SCHEMA_VERSION) backUpBeforeMigration(db, folder, version);
  migrate(db);
}

/**
 * Turns the write-ahead log on. The one thing SQLite does not wait for: when two processes make the same library at the same moment, one
 * of them is told at once that it is busy.
 */
function keepLog(db: BetterSqlite3.Database): void {
  const end = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() >= end) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}
