import { existsSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { PhotoseekError } from '../../errors.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { makeFolder } from '../../runtime/make-folder.js';
import { backUpBeforeMigration } from '../care/backup.js';
import { isBusy, toLibraryError } from './library-error.js';
import { migrate, SCHEMA_VERSION } from './migrations.js';
import { openForReading } from './open-for-reading.js';
import { Sqlite } from './sqlite.js';

/** Name of the catalogue inside a library's folder. */
export const CATALOGUE_FILE = 'catalogue.db';

/** How long a statement waits for another process's write before it fails. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens a library's catalogue, creating or migrating it.
 * @param create create it when it is missing
 * @param readOnly change nothing, neither the catalogue nor its folder
 * @throws PhotoseekError `library-not-found`, `library-newer`, `library-damaged`, `library-locked`, `library-unwritable`
 */
export function openDatabase(folder: string, create: boolean, readOnly = false): BetterSqlite3.Database {
  checkFolder(folder);
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
    makeFolder(folder);
    db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
    prepare(db, folder);
    return db;
  } catch (cause) {
    db?.close();
    throw toLibraryError(cause, folder);
  }
}

/** @throws PhotoseekError `library-unwritable` where something else than a folder has the name */
export function checkFolder(folder: string): void {
  const stats = tryStat(folder);
  if (stats === undefined || stats.isDirectory()) return;
  throw new PhotoseekError(
    'library-unwritable',
    `A library must be a folder, got the ${stats.isFile() ? 'file' : 'device'} ${folder}.`,
    {
      hint: 'Name a folder; the library is made in it.',
      details: { path: folder },
    },
  );
}

/** @throws PhotoseekError `library-unwritable` where the folder cannot be reached */
function tryStat(folder: string): Stats | undefined {
  try {
    return statSync(toFsPath(folder), { throwIfNoEntry: false });
  } catch (cause) {
    throw toLibraryError(cause, folder);
  }
}

function openReadOnly(file: string, folder: string): BetterSqlite3.Database {
  let db: BetterSqlite3.Database | undefined;
  try {
    db = openForReading(file, BUSY_TIMEOUT_MS);
    checkSchemaVersion(db, folder);
    return db;
  } catch (cause) {
    db?.close();
    throw toLibraryError(cause, folder);
  }
}

function checkSchemaVersion(db: BetterSqlite3.Database, folder: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  checkNotNewer(version, folder);
  if (version === SCHEMA_VERSION) return;
  throw new PhotoseekError(
    'library-unwritable',
    `The library in ${folder} must have schema version ${SCHEMA_VERSION}, got ${version}.`,
    {
      hint: 'Open it once without --read-only to upgrade it; a backup is made first.',
    },
  );
}

function checkNotNewer(version: number, folder: string): void {
  if (version <= SCHEMA_VERSION) return;
  throw new PhotoseekError(
    'library-newer',
    `The library in ${folder} must have schema version 1 to ${SCHEMA_VERSION}, got ${version}.`,
    {
      hint: 'Update photoseek.',
    },
  );
}

function prepare(db: BetterSqlite3.Database, folder: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  checkNotNewer(version, folder);
  // Only a new file accepts a page size. Fifteen vectors of 1 KiB fill 16 KiB; the default of 4 KiB wastes a quarter.
  if (version === 0) db.pragma('page_size = 16384');
  enableWriteAheadLog(db);
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  // Names and places of photos are private: deleted rows are overwritten where that costs no extra write.
  db.pragma('secure_delete = FAST');
  db.pragma('mmap_size = 1073741824');
  if (version > 0 && version < SCHEMA_VERSION) backUpBeforeMigration(db, folder, version);
  migrate(db);
}

/**
 * Turns the write-ahead log on. SQLite does not apply the busy timeout here: when two processes create the same library at the same moment,
 * one of them fails at once.
 */
function enableWriteAheadLog(db: BetterSqlite3.Database): void {
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
